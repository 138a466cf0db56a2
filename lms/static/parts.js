// Brings the interactive parts of a lesson to life, each kind by a file of its own that comes only where it is needed.
// Without it every part stands there in full, with its answers.
const TERM = 'a[href^="#istilah-"]';

async function enliven(kind, found) {
  const { begin } = await import(`./parts/${kind}.js`);
  for (const one of found) {
    begin(one);
    one.classList.add("live");
  }
}

const parts = [...document.querySelectorAll("[data-part]")];
for (const kind of new Set(parts.map((part) => part.dataset.part))) {
  enliven(kind, parts.filter((part) => part.dataset.part === kind));
}
const terms = document.querySelectorAll(TERM);
if (terms.length) enliven("term", terms);

// Paper shows what is still closed.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.part:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});
