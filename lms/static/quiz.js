// Keeps answers on the server while somebody works, and counts what is still open. Without it, the Save button does.
const form = document.getElementById("quiz");
const PAUSE = 1200; // ms after the last change

if (form) {
  const left = document.getElementById("quiz-left");
  const saved = document.getElementById("quiz-saved");
  const words = form.dataset;
  let timer;

  const answered = (question) => {
    const selects = [...question.querySelectorAll("select")];
    const field = question.querySelector("input[type=text]");
    if (selects.length) return selects.every((select) => select.value);
    return field ? field.value.trim() !== "" : question.querySelector(":checked") !== null;
  };

  const count = () => {
    const open = [...form.querySelectorAll(".question")].filter((question) => !answered(question)).length;
    left.textContent = open ? words.unanswered.replace("{n}", open) : words.complete;
  };

  const save = async () => {
    const answers = new FormData(form);
    answers.set("press", "save");
    saved.textContent = words.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", body: answers, headers: { "X-Requested-With": "fetch" } });
      saved.textContent = answer.status === 204 ? words.saved : answer.status === 409 ? words.closed : words.lost;
    } catch {
      saved.textContent = words.lost;
    }
  };

  const changed = () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  for (const spot of form.querySelectorAll(".hotspot")) {
    spot.classList.add("tappable");
    spot.addEventListener("click", (event) => {
      const area = event.target.closest("[data-option]");
      const radio = area && spot.querySelector(`input[value="${area.dataset.option}"]`);
      if (radio && !radio.checked) {
        radio.checked = true;
        changed();
      }
    });
  }

  const lists = form.querySelectorAll(".orderable");
  if (lists.length) import("./quiz-order.js").then(({ movable }) => lists.forEach((list) => movable(list, changed)));

  form.addEventListener("change", changed);
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  count(); // the browser may have put earlier choices back
}
