// Ticks that stay on this device, for this lesson and this list.
import { button, filled, made, teller } from "./controls.js";

export function begin(part) {
  const words = part.dataset;
  const key = `ticks ${location.pathname} ${part.querySelector(".part-task").textContent}`;
  const boxes = [...part.querySelectorAll("input")];
  const said = (box) => box.parentElement.textContent.trim();
  const told = teller();
  const again = button(words.again, () => {
    for (const box of boxes) box.checked = false;
    keep();
    boxes[0].focus();
  }, "link");

  function show() {
    const ticked = boxes.filter((box) => box.checked).length;
    told.tell(filled(words.done, { n: ticked, total: boxes.length }), ticked === boxes.length ? "ok" : "");
    again.hidden = !ticked;
  }

  function keep() {
    show();
    try {
      localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map(said)));
    } catch {
      // not kept, but ticked
    }
  }

  try {
    const kept = JSON.parse(localStorage.getItem(key)) ?? [];
    for (const box of boxes) box.checked = kept.includes(said(box));
  } catch {
    // nothing was kept
  }
  part.addEventListener("change", keep);
  part.append(made("div", { className: "part-live part-foot" }, told.line, again));
  show();
}
