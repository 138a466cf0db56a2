// The composer: keeps what is typed on the device and on the server, sends photos one by one. Everything also works without it.
const form = document.getElementById("composer");
const kept = form.dataset.kept;
const status = document.getElementById("draft-status");
const texts = () => [...form.querySelectorAll("textarea, input[type=url], input[type=radio]:checked")];
let changed = false;
let saving = false;

function remember() {
  const fields = Object.fromEntries(texts().map((control) => [control.name, control.value]));
  try { localStorage.setItem(kept, JSON.stringify({ fields, over: form.dataset.savedAt })); } catch { /* private mode: the server copy remains */ }
}

// What was typed over the draft as the server has it goes back. Where the draft was saved since, perhaps on another device,
// the server's is the newer one: a text that is not in it goes below it, and nothing of either is lost.
function putBack() {
  let found;
  try { found = JSON.parse(localStorage.getItem(kept)); } catch { found = null; }
  if (!found) return;
  const older = found.over !== form.dataset.savedAt;
  let differs = false;
  for (const [name, value] of Object.entries(found.fields)) {
    const control = form.elements[name];
    if (!control || control instanceof RadioNodeList || control.value === value || !value) continue;
    if (older && (name !== "caption" || control.value.includes(value.trim()))) continue;
    control.value = older && control.value ? `${control.value}\n\n${value}` : value;
    differs = true;
  }
  if (differs) { changed = true; status.textContent = form.dataset.typed; save(); }
  else if (older) localStorage.removeItem(kept);
}

// The server refuses with a page, whose sentence says why.
function refusalIn(page) {
  const found = new DOMParser().parseFromString(page, "text/html").querySelector(".refusal .lead, .errors-summary li");
  return found?.textContent.trim() || form.dataset.offline;
}

async function ask(url, body) {
  const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (answer.status === 401) throw new Error(form.dataset.signedout);
  if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error(refusalIn(await answer.text()));
  const told = await answer.json();
  if (told.saved_at) form.dataset.savedAt = told.saved_at;
  return told;
}

async function save() {
  if (!changed || saving) return;
  saving = true;
  changed = false;
  status.textContent = form.dataset.saving;
  const body = new FormData(form);
  body.delete("photos");
  try {
    const answer = await ask(form.dataset.draft, body);
    status.textContent = answer.saved;
    document.getElementById("advice").innerHTML = answer.advice;
    if (!changed) localStorage.removeItem(kept);
  } catch (failure) {
    changed = true;
    status.textContent = failure instanceof TypeError ? form.dataset.offline : failure.message;
  }
  saving = false;
}

function count() {
  const caption = form.elements.caption;
  const line = document.getElementById("caption-count");
  const words = caption.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const characters = [...new Intl.Segmenter("id").segment(caption.value)].length;
  line.textContent = caption.dataset.counts.replace("{w}", words).replace("{c}", characters);
}

form.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  changed = true;
  remember();
  if (event.target.name === "caption") count();
});
form.addEventListener("submit", () => { changed = false; });
setInterval(save, 10000);
addEventListener("online", save);
addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });

const files = document.getElementById("photo-files");
const album = document.getElementById("album");
const photoStatus = document.getElementById("photo-status");

// The album is drawn by the server; alt texts that are being typed stay as they are.
function draw(html) {
  const typed = new Map([...album.querySelectorAll("textarea")].map((area) => [area.name, area.value]));
  const focused = album.contains(document.activeElement) ? document.activeElement.id : null;
  album.innerHTML = html;
  for (const area of album.querySelectorAll("textarea")) if (typed.has(area.name)) area.value = typed.get(area.name);
  if (focused) document.getElementById(focused)?.focus();
  watch();
}

let watching;
function watch() {
  clearTimeout(watching);
  if (Number(album.querySelector("[data-developing]")?.dataset.developing)) {
    watching = setTimeout(async () => { try { draw((await ask(form.dataset.photos)).photos); } catch { watch(); } }, 1500);
  }
}

if (files) {
  const button = document.getElementById("photo-send");
  button.hidden = true;
  files.addEventListener("change", async () => {
    const chosen = [...files.files];
    const refused = [];
    files.disabled = true;
    for (const [index, file] of chosen.entries()) {
      photoStatus.textContent = form.dataset.sending.replace("{n}", index + 1).replace("{t}", chosen.length);
      const body = new FormData(form);
      body.delete("photos");
      body.append("photos", file);
      try {
        const answer = await ask(button.formAction, body);
        draw(answer.photos);
        refused.push(...answer.refused.map((sentence) => sentence.replace(/ 1: /, ` ${index + 1}: `)));
      } catch { refused.push(form.dataset.failed); }
    }
    files.disabled = false;
    files.value = "";
    photoStatus.textContent = refused.join(" ");
  });
  watch();
}
// What was kept of an earlier round of this post is of no use any more.
try {
  const stem = kept.slice(0, kept.lastIndexOf("-") + 1);
  for (const name of Object.keys(localStorage)) if (name.startsWith(stem) && name !== kept) localStorage.removeItem(name);
} catch { /* private mode */ }

// The back button shows this page as it was left. When the post was sent meanwhile, it leads on to what was sent.
async function leadsOn() {
  try {
    const { redirected, url } = await fetch(location.href, { cache: "no-cache" });
    if (!redirected || `${new URL(url).pathname}/edit` !== location.pathname) return false;
    location.replace(url);
    return true;
  } catch { return false; /* no connection; the text stays here */ }
}

addEventListener("pageshow", ({ persisted }) => { if (persisted) leadsOn(); });
count();
if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward" || !(await leadsOn())) putBack();
