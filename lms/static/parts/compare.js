// Two pictures under one slider, which is a real range; the picture itself may be dragged too.
import { button, filled, living, made } from "./controls.js";

export function begin(part) {
  const words = part.dataset;
  const [before, after] = part.querySelectorAll(".part-still img");
  const over = made("div", { className: "compare-over" }, before.cloneNode());
  const line = made("div", { className: "compare-line" });
  const frame = made("div", { className: "compare-frame" }, after.cloneNode(), over, line);
  const range = made("input", { type: "range", className: "form-range", min: 0, max: 100, value: 50, lang: document.documentElement.lang });
  range.setAttribute("aria-label", words.slide);

  const show = () => {
    over.style.clipPath = `inset(0 ${100 - range.value}% 0 0)`;
    line.style.left = `${range.value}%`;
    range.setAttribute("aria-valuetext", filled(words.share, { n: range.value }));
  };
  const set = (value) => {
    range.value = value;
    show();
  };
  const follow = ({ clientX }) => {
    const { left, width } = frame.getBoundingClientRect();
    set(((clientX - left) / width) * 100);
  };

  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId);
    follow(event);
  });
  frame.addEventListener("pointermove", (event) => frame.hasPointerCapture(event.pointerId) && follow(event));
  range.addEventListener("input", show);
  const captions = [...part.querySelectorAll(".part-still figcaption")].map((caption) => made("p", {}, ...caption.cloneNode(true).childNodes));
  living(
    part,
    frame,
    made("div", { className: "compare-row" }, button(words.before, () => set(100)), range, button(words.after, () => set(0))),
    made("div", { className: "compare-captions" }, ...captions),
  );
  show();
}
