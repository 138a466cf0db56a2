// A camera to play with: three controls in whole stops over a scene that is computed as a camera would see it.
import { button, explanation, filled, living, made, teller } from "./controls.js";
import { expose } from "./scenes.js";

const METER = 3; // stops to either side
const BEGIN = { freeze: [2, 6, 4], blur: [3, 2, 2] }; // ISO, shutter and aperture far from the goal
const TRIPOD = 6; // the slowest shutter, 1/30, that hands hold still

export function begin(part) {
  const words = part.dataset;
  const language = document.documentElement.lang;
  const still = part.querySelector(".part-still");
  const { scene, goal } = still.dataset;
  const [light, frozen, streak] = [still.dataset.light, still.dataset.still, still.dataset.streak].map(Number);
  const scales = [still.dataset.isos, still.dataset.shutters, still.dataset.apertures].map((scale) => scale.split(" "));
  const canvas = made("canvas", { width: 540, height: 360, className: "camera-view" });
  canvas.setAttribute("role", "img");
  const needle = made("i");
  const meter = made("div", { className: "camera-meter", ariaHidden: "true" }, ...[...Array(2 * METER + 1).keys()].map((at) => made("span", {}, at === METER ? "0" : `${at < METER ? "−" : "+"}${Math.abs(at - METER)}`)), needle);
  const why = explanation(part);
  const told = teller();
  const rows = ["brightness", "motion", "background", "grain"].map((name) => ({ name, value: made("dd") }));
  const facts = made("dl", { className: "camera-facts", lang: language }, ...rows.map(({ name, value }) => made("div", {}, made("dt", {}, words[name]), value)));
  const shaky = made("p", { className: "part-hint", lang: language }, words.shaky);
  let drawing;

  const controls = ["iso", "shutter", "aperture"].map((name, which) => {
    const range = made("input", { type: "range", className: "form-range", min: 0, max: scales[which].length - 1, step: 1, id: `${part.id}-${name}` });
    const shown = made("output");
    shown.htmlFor = range.id;
    const step = (sign, by, saying) => {
      const one = button(sign, () => ((range.value = Number(range.value) + by), show()));
      one.setAttribute("aria-label", filled(saying, { name: words[name] }));
      one.classList.add("camera-step");
      return one;
    };
    const label = made("label", { htmlFor: range.id }, words[name]);
    const line = made("div", { className: "camera-control", lang: language }, label, shown, step("−", -1, words.less), range, step("+", 1, words.more));
    range.addEventListener("input", show);
    return { range, shown, line };
  });

  const about = made("details", { className: "camera-about", lang: language }, made("summary", {}, words.about), still.querySelector("table").cloneNode(true));

  function show() {
    const [iso, shutter, aperture] = controls.map(({ range }) => Number(range.value));
    controls.forEach(({ range, shown }, which) => {
      shown.textContent = scales[which][range.value];
      range.setAttribute("aria-valuetext", which === 1 ? filled(words.seconds, { n: shown.textContent }) : shown.textContent);
    });
    const stops = iso + shutter - aperture - light;
    needle.style.left = `${(100 * (Math.max(-METER, Math.min(METER, stops)) + METER + 0.5)) / (2 * METER + 1)}%`;
    const motion = shutter <= frozen ? "still" : shutter >= streak ? "streak" : "soft";
    const said = {
      brightness: stops ? filled(stops < 0 ? words.dark : words.bright, { n: Math.abs(stops) }) : words.exact,
      motion: words[motion],
      background: words[aperture < 2 ? "blurred" : aperture < 5 ? "half" : "sharp"],
      grain: words[iso < 3 ? "fine" : iso < 5 ? "seen" : "coarse"],
    };
    const right = { brightness: !stops, motion: motion === (goal === "freeze" ? "still" : "streak") };
    for (const { name, value } of rows) {
      value.textContent = said[name];
      value.className = name in right ? (right[name] ? "right" : "wrong") : "";
    }
    shaky.hidden = shutter <= TRIPOD;
    canvas.setAttribute("aria-label", rows.map(({ name }) => `${words[name]}: ${said[name]}.`).join(" "));
    const reached = right.brightness && right.motion;
    const heard = `${words.brightness}: ${said.brightness}. ${words.motion}: ${said.motion}. `;
    told.tell(filled(reached ? words.reached : words.missing, { goal: words.goal }), reached ? "ok" : "");
    told.line.prepend(made("span", { className: "visually-hidden" }, heard));
    if (reached) why.hidden = false;
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(() => expose(canvas, scene, { stops, smear: Math.max(0, shutter - frozen) / (streak - frozen), softness: 1 - aperture / (scales[2].length - 1), iso }));
  }

  BEGIN[goal].forEach((value, which) => (controls[which].range.value = value));
  living(
    part,
    made("div", { className: "camera" }, made("div", {}, canvas, meter), made("div", {}, ...controls.map(({ line }) => line))),
    facts, shaky, told.line, why, about,
  );
  show();
}
