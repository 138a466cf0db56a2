// The place in a lesson: which block was before the eyes last, and which one is the furthest. Without this the page is the same.
const PACE = 10000; // ms between two words to the server
const STAY = 1000; // ms that a block must stand before the eyes to count as seen; a thumb that flings past reads nothing
const form = document.getElementById("place");
const numberOf = (block) => Number(block.id.slice(1));
const before = new Set(); // numbers of the blocks before the eyes
let stood = new Set(); // those that were there a moment ago
const place = { furthest: Number(form?.dataset.furthest), last: Number(form?.dataset.last) };
let moved = false;
let told = -PACE;
let over = false; // signed out, or no longer in the batch: nothing is told any more

const watcher = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => before[isIntersecting ? "add" : "delete"](numberOf(target))),
  { rootMargin: "-8% 0px -30% 0px" },
);
const blocks = [...document.querySelectorAll("#text [id]")].filter((block) => /^p\d+$/.test(block.id));
blocks.forEach((block) => watcher.observe(block));

function notice() {
  if (document.visibilityState !== "visible") return;
  const stayed = [...before].filter((number) => stood.has(number));
  stood = new Set(before);
  if (!stayed.length) return;
  const last = Math.min(...stayed);
  const furthest = Math.max(place.furthest, ...stayed);
  moved ||= last !== place.last || furthest !== place.furthest;
  Object.assign(place, { last, furthest });
  point(last);
}

async function tell() {
  if (!form || !moved || over) return;
  moved = false;
  told = performance.now();
  const body = new FormData(form);
  for (const [name, number] of Object.entries(place)) body.set(name, number);
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true, credentials: "same-origin" });
    if (answer.status >= 500) moved = true;
    else over = !answer.ok;
  } catch { moved = true; /* no connection: the next word says it */ }
}

// In the contents beside the text, the heading under which the eyes are.
const links = [...document.querySelectorAll("nav.contents a")];
function point(number) {
  const here = links.findLast((link) => Number(link.hash.slice(2)) <= number);
  for (const link of links) if (link === here) link.setAttribute("aria-current", "location"); else link.removeAttribute("aria-current");
}

setInterval(() => {
  notice();
  if (performance.now() - told >= PACE) tell();
}, STAY);
addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
addEventListener("pagehide", tell);

const print = document.getElementById("print");
print.closest("[hidden]").hidden = false;
print.addEventListener("click", () => window.print());
