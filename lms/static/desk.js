// The desk by keyboard, with a live total. Without it the form works by pointer and Tab.
const form = document.getElementById("desk");
const criteria = [...form.querySelectorAll("fieldset.rubric")];
const total = document.getElementById("total");
const must = document.getElementById("must");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const pass = form.querySelector("button[value=passed]");
const giveBack = form.querySelector("button[value=returned], button[value=failed]");
let current = 0;

const chosen = (criterion) => criterion.querySelector("input:checked");

function add() {
  const marked = criteria.filter(chosen);
  const hundredths = marked.reduce((sum, criterion) => sum + Number(criterion.dataset.weight) * Number(chosen(criterion).dataset.points), 0);
  const complete = marked.length === criteria.length;
  const points = (hundredths / 100).toFixed(2).replace(".", form.dataset.decimal);
  total.textContent = complete ? points : `${marked.length ? points : "–"} (${marked.length}/${criteria.length})`;
  const failed = marked.some((criterion) => "must" in criterion.dataset && chosen(criterion).value === "1");
  must.hidden = !failed;
  pass.disabled = complete && (failed || hundredths / 100 < Number(form.dataset.pass));
}

function go(index) {
  current = Math.max(0, Math.min(criteria.length - 1, index));
  criteria.forEach((criterion, place) => criterion.toggleAttribute("data-current", place === current));
  (chosen(criteria[current]) ?? criteria[current].querySelector("input")).focus();
  criteria[current].scrollIntoView({ block: "nearest" });
}

function mark(level) {
  const input = criteria[current].querySelector(`input[value="${level}"]`);
  input.checked = true;
  keep();
  add();
  const open = criteria.findIndex((criterion, place) => place > current && !chosen(criterion));
  go(open === -1 ? current : open);
}

function keep() {
  try { localStorage.setItem(form.dataset.kept, JSON.stringify([...new FormData(form)].filter(([name]) => /^(level|note)-|^comment$/.test(name)))); } catch { /* nothing to do */ }
}

function putBack() {
  let found;
  try { found = JSON.parse(localStorage.getItem(form.dataset.kept)); } catch { found = null; }
  for (const [name, value] of found ?? []) {
    const control = form.elements[name];
    if (control && !control.value) control.value = value;
  }
}

function forgetOthers() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("desk-") && name !== form.dataset.kept) localStorage.removeItem(name);
    keysOn.checked = localStorage.getItem("keys") !== "off";
  } catch { /* private mode */ }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
  if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.requestSubmit(pass); return; }
  if (typing) { if (event.key === "Escape") go(current); return; }
  if (keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") { event.preventDefault(); keys.showModal(); return; }
  if (!keysOn.checked) return;
  const onControl = event.target.matches("a, button, summary, select");
  if (/^[1-4]$/.test(event.key)) mark(event.key);
  else if (event.key === "ArrowDown") go(current + 1);
  else if (event.key === "ArrowUp") go(current - 1);
  else if (event.key === "c") criteria[current].querySelector("textarea").focus();
  else if (event.key === "f") form.elements.comment.focus();
  else if (event.key === "r") form.requestSubmit(giveBack);
  else if (event.key === "n") document.getElementById("skip")?.click();
  else if (event.key === "Enter" && !onControl) { if (!pass.disabled) form.requestSubmit(pass); }
  else return;
  event.preventDefault();
});
form.addEventListener("focusin", (event) => {
  const place = criteria.indexOf(event.target.closest("fieldset.rubric"));
  if (place !== -1) { current = place; criteria.forEach((criterion, index) => criterion.toggleAttribute("data-current", index === place)); }
});
form.addEventListener("input", () => { keep(); add(); });
keysOn.addEventListener("change", () => { try { localStorage.setItem("keys", keysOn.checked ? "on" : "off"); } catch { /* stays for this page */ } });
const opener = document.getElementById("keys-open");
opener.hidden = false;
opener.addEventListener("click", () => keys.showModal());
forgetOthers();
putBack();
add();
