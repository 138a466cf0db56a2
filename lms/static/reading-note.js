// The note beside a lesson: kept on the device at every letter and on the server every few seconds. Its button works without this.
const form = document.getElementById("note");
const { kept } = form.dataset;
const { text: area, over, _key: key } = form.elements;
const state = document.getElementById("note-state");
const same = (one, other) => one.normalize("NFC").trimEnd() === other.normalize("NFC").trimEnd();
let changed = false;
let saving = false;
let signedOut = false;

function remember() {
  try { localStorage.setItem(kept, JSON.stringify({ text: area.value, over: over.value, form: key.value })); } catch { /* private mode: the server's copy remains */ }
}

// What was typed over the note as the server has it goes back. Where the note was changed since, perhaps on another device,
// a text that is not in it goes below it: nothing of either is lost.
function putBack() {
  let found;
  try { found = JSON.parse(localStorage.getItem(kept)); } catch { found = null; }
  if (!found) return;
  const newer = found.over === over.value || found.form === form.dataset.wrote;
  if (same(found.text, area.value) || (!newer && area.value.includes(found.text.trim()))) return localStorage.removeItem(kept);
  area.value = newer || !area.value || found.text.includes(area.value.trim()) ? found.text : `${area.value}\n\n${found.text}`;
  changed = true;
  state.textContent = form.dataset.typed;
  save();
}

// The server has set both texts below each other. What was typed while it did so stays where it is typed.
function take(text, sent) {
  const end = area.value.length - area.selectionEnd;
  const above = text.endsWith(sent.trim()) ? text.slice(0, text.length - sent.trim().length) : `${text}\n\n`;
  area.value = area.value === sent ? text : above + area.value;
  area.selectionStart = area.selectionEnd = Math.max(area.value.length - end, 0);
}

// The server refuses with a page, whose sentence says why.
function refusalIn(page) {
  return new DOMParser().parseFromString(page, "text/html").querySelector(".refusal .lead")?.textContent.trim() || form.dataset.offline;
}

async function save() {
  if (!changed || saving || signedOut) return;
  saving = true;
  changed = false;
  state.textContent = form.dataset.saving;
  const sent = area.value;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true,
    });
    signedOut = answer.status === 401;
    if (signedOut) throw new Error(form.dataset.signedout);
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error(refusalIn(await answer.text()));
    const note = await answer.json();
    over.value = note.version;
    if (note.joined) take(note.text, sent);
    if (changed) remember();
    else localStorage.removeItem(kept);
    state.textContent = note.joined ? form.dataset.joined : note.saved;
  } catch (failure) {
    changed = true;
    state.textContent = failure instanceof TypeError ? form.dataset.offline : failure.message;
  }
  saving = false;
}

area.addEventListener("input", () => {
  changed = true;
  remember();
});
area.addEventListener("blur", save);
form.addEventListener("submit", (event) => {
  if (signedOut) return; // the sign-in page carries the note
  event.preventDefault();
  changed ||= !saving;
  save();
});
setInterval(save, 10000);
addEventListener("online", save);
addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
putBack();
