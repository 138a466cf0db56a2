// A question that nobody marks: choose, check, read why; choose again as often as wanted.
import { actions, button, explanation, filled, living, made, teller } from "./controls.js";

export function begin(part) {
  const words = part.dataset;
  const still = part.querySelector(".part-still");
  const several = "several" in still.dataset;

  const choices = [...still.querySelectorAll(".part-options > li")].map((option) => {
    const input = made("input", { type: several ? "checkbox" : "radio", name: `${part.id}-choice`, className: "form-check-input" });
    const text = made("span", {}, ...option.querySelector(".part-option").cloneNode(true).childNodes);
    const label = made("label", { className: "quiz-option" }, input, text);
    const note = made("div");
    note.setAttribute("role", "status");
    return {
      input, label, note,
      right: "right" in option.dataset,
      explain: () => note.replaceChildren(option.querySelector(".part-feedback").cloneNode(true)),
    };
  });
  const group = made("div", { className: "part-choices" }, ...choices.flatMap(({ label, note }) => [label, note]));
  group.setAttribute("role", several ? "group" : "radiogroup");
  group.setAttribute("aria-labelledby", `${part.id}-task`);

  const why = explanation(part);
  const told = teller();
  const check = button(words.check, look, "primary");
  const show = button(words.show, () => finish(words.answer));
  const again = button(words.again, start);
  const row = actions(check, show, again);

  function clear() {
    for (const { label, note } of choices) {
      label.classList.remove("right", "wrong");
      note.replaceChildren();
    }
    told.tell("");
  }

  function mark(choice) {
    choice.label.classList.add(choice.right ? "right" : "wrong");
    choice.explain();
  }

  function look() {
    const chosen = choices.filter(({ input }) => input.checked);
    const right = chosen.filter((choice) => choice.right).length;
    const total = choices.filter((choice) => choice.right).length;
    clear();
    if (!chosen.length) {
      told.tell(words.choose, "bad");
      return choices[0].input.focus();
    }
    if (right === total && right === chosen.length) return finish(words.right, "ok");
    chosen.forEach(mark);
    told.tell(several ? filled(words.partly, { n: right, total, wrong: chosen.length - right }) : words.wrong, "bad");
    row.show(check, show);
  }

  function finish(sentence, tone) {
    choices.forEach(mark);
    for (const { input, right } of choices) {
      if (!tone) input.checked = right;
      input.disabled = true;
    }
    why.hidden = false;
    told.tell(sentence, tone);
    row.show(again);
  }

  function start() {
    clear();
    for (const { input } of choices) input.checked = input.disabled = false;
    why.hidden = true;
    row.show(check);
    choices[0].input.focus();
  }

  group.addEventListener("change", clear);
  living(part, group, row.row, told.line, why);
  row.show(check);
}
