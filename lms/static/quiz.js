// Keeps answers on the server while somebody works, and counts what is still open. Without it, the Save button does.
const form = document.getElementById("quiz");
const PAUSE = 1200; // ms after the last change

if (form) {
  const left = document.getElementById("quiz-left");
  const saved = document.getElementById("quiz-saved");
  const words = form.dataset;
  let timer;

  const count = () => {
    const open = [...form.querySelectorAll(".question")].filter((question) => !question.querySelector(":checked")).length;
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

  form.addEventListener("change", () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  count(); // the browser may have put earlier choices back
}
