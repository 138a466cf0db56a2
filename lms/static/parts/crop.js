// A frame over a photo: dragged, tapped into place, or moved by arrow keys; the crop is shown beside it.
import { actions, button, explanation, filled, living, made, teller } from "./controls.js";

const STEP = 2; // percent of the picture that an arrow key moves
const START = 75; // percent of the largest frame
const THIRDS = [1 / 3, 2 / 3];
const GOOD = 0.07; // distance from where two lines cross, in widths or heights of the frame
const NEAR = 0.16;

export function begin(part) {
  const words = part.dataset;
  const language = document.documentElement.lang;
  const still = part.querySelector(".part-still");
  const image = still.querySelector("img");
  const [wide, tall] = still.dataset.ratio.split(":").map(Number);
  const [x, y] = [Number(still.dataset.x), Number(still.dataset.y)];
  const shape = (wide / tall) * (image.height / image.width);
  const largest = { width: 100 * Math.min(shape, 1), height: 100 * Math.min(1 / shape, 1) };
  let frame;

  const pane = made("div", { className: "crop-frame", tabIndex: 0, lang: language });
  pane.setAttribute("role", "slider");
  pane.setAttribute("aria-label", words.frame);
  pane.setAttribute("aria-valuemin", 0);
  pane.setAttribute("aria-valuemax", 100);
  const stage = made("div", { className: "crop-stage" }, image.cloneNode(), pane);
  const result = made("img", { src: image.getAttribute("src"), alt: "" });
  const shown = made("div", { className: "crop-shown" }, result);
  const size = made("input", { type: "range", className: "form-range", min: 40, max: 100, step: 5 });
  const sized = made("label", { className: "crop-size", lang: language }, made("span", {}, words.size), size);
  const told = teller();
  const why = explanation(part);
  const check = button(words.check, look, "primary");
  const show = button(words.show, reveal);
  const again = button(words.again, () => (start(), pane.focus()));
  const row = actions(check, show, again);

  function place(left, top, width = frame.width) {
    const height = (width / largest.width) * largest.height;
    const inside = (value, room) => Math.max(0, Math.min(100 - room, value));
    frame = { left: inside(left, width), top: inside(top, height), width, height };
    for (const [side, value] of Object.entries(frame)) pane.style[side] = `${value}%`;
    size.value = (100 * width) / largest.width;
    result.style.width = `${10000 / width}%`;
    result.style.transform = `translate(${-frame.left}%, ${-frame.top}%)`;
    pane.setAttribute("aria-valuenow", Math.round(frame.left));
    pane.setAttribute("aria-valuetext", filled(words.place, { x: Math.round(frame.left), y: Math.round(frame.top) }));
    told.tell("");
  }

  // The nearest place where two lines cross, and which way the frame has to go for it.
  function nearest() {
    const points = THIRDS.flatMap((across) => THIRDS.map((down) => {
      const right = (x - frame.left) / frame.width - across;
      const below = (y - frame.top) / frame.height - down;
      return { right, below, far: Math.hypot(right, below) };
    }));
    return points.reduce((best, point) => (point.far < best.far ? point : best));
  }

  function look() {
    const { right, below, far } = nearest();
    const outside = x < frame.left || x > frame.left + frame.width || y < frame.top || y > frame.top + frame.height;
    if (far < GOOD) return finish(words.good, "ok");
    const ways = [Math.abs(right) > GOOD / 2 && (right > 0 ? words.right : words.left), Math.abs(below) > GOOD / 2 && (below > 0 ? words.down : words.up)];
    told.tell([outside ? words.outside : far < NEAR ? words.near : words.far, ...ways.filter(Boolean)].join(" "), "bad");
    row.show(check, show);
  }

  function reveal() {
    place(...still.dataset.frame.split(" ").map(Number));
    finish(words.answer);
  }

  function finish(sentence, tone) {
    why.hidden = false;
    told.tell(sentence, tone);
    row.show(check, again);
  }

  function start() {
    const width = (largest.width * START) / 100;
    place(50 - width / 2, 50 - (largest.height * START) / 200, width);
    why.hidden = true;
    row.show(check);
  }

  const at = ({ clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    return [(100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height];
  };

  stage.addEventListener("click", (event) => {
    if (event.target === pane) return;
    const [left, top] = at(event);
    place(left - frame.width / 2, top - frame.height / 2);
    pane.focus({ preventScroll: true });
  });
  pane.addEventListener("pointerdown", (event) => {
    const [left, top] = at(event);
    const grip = [left - frame.left, top - frame.top];
    const follow = (moved) => {
      const [across, down] = at(moved);
      place(across - grip[0], down - grip[1]);
    };
    pane.setPointerCapture(event.pointerId);
    pane.addEventListener("pointermove", follow);
    pane.addEventListener("lostpointercapture", () => pane.removeEventListener("pointermove", follow), { once: true });
  });
  pane.addEventListener("keydown", (event) => {
    const [across, down] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [];
    if (across === undefined) return;
    event.preventDefault();
    place(frame.left + across, frame.top + down);
  });
  size.addEventListener("input", () => {
    const [middle, centre] = [frame.left + frame.width / 2, frame.top + frame.height / 2];
    const width = (largest.width * size.value) / 100;
    place(middle - width / 2, centre - ((width / largest.width) * largest.height) / 2, width);
  });

  shown.style.aspectRatio = `${wide} / ${tall}`;
  living(
    part,
    made("p", { className: "part-hint", lang: language }, words.hint),
    stage,
    made("div", { className: "crop-beside" }, made("figure", {}, shown, made("figcaption", { lang: language }, words.result)), made("div", {}, sized, row.row)),
    told.line,
    why,
  );
  start();
}
