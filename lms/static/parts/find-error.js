// A text with errors in it. Every word is a button; one Tab stop leads into the text, and arrow keys through it.
import { actions, button, explanation, filled, living, made, teller } from "./controls.js";

export function begin(part) {
  const words = part.dataset;
  const still = part.querySelector(".part-still");
  const text = made("div", { className: "part-text word-text" });
  const entries = [...still.querySelectorAll(".part-slips > li")].map((entry) => entry.cloneNode(true));
  const list = made("ol", { className: "part-slips" }, ...entries);
  const why = explanation(part);
  const told = teller();
  const show = button(words.show, reveal);
  const again = button(words.again, () => (start(), stops[0].focus()));
  const row = actions(show, again);
  const found = new Set();
  let missed;

  for (const line of still.querySelectorAll(".part-text > p")) {
    const paragraph = made("p");
    for (const stretch of line.childNodes) {
      if (stretch.nodeName === "SUP") continue;
      for (const piece of stretch.textContent.split(/(\s+)/)) {
        if (!piece.trim()) paragraph.append(piece);
        else if (!/[\p{L}\p{N}]/u.test(piece)) paragraph.append(piece);
        else paragraph.append(word(piece, Number(stretch.dataset?.slip ?? 0)));
      }
    }
    text.append(paragraph);
  }
  const stops = [...text.querySelectorAll("button")];
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", words.text);

  function word(piece, slip) {
    const one = made("button", { type: "button", className: "word", tabIndex: -1 }, piece);
    if (slip) one.dataset.slip = slip;
    return one;
  }

  const score = () => filled(words.found, { n: found.size, total: entries.length, misses: missed });

  function find(number) {
    found.add(number);
    entries[number - 1].hidden = false;
    for (const one of stops) if (Number(one.dataset.slip) === number) one.classList.add("hit");
  }

  function tap(one) {
    if (!again.hidden) return;
    const number = Number(one.dataset.slip ?? 0);
    if (!number) {
      if (!one.classList.contains("miss")) missed += 1;
      one.classList.add("miss");
      return told.tell(`${filled(words.miss, { word: one.textContent.replace(/^\W+|[^\p{L}\p{N}]+$/gu, "") })} ${score()}`, "bad");
    }
    if (found.has(number)) return told.tell(`${words.known} ${score()}`);
    find(number);
    if (found.size === entries.length) return finish("ok");
    told.tell(`${words.hit} ${entries[number - 1].textContent.replace(/\s+/g, " ")} ${score()}`, "ok");
  }

  function reveal() {
    entries.forEach((_entry, place) => find(place + 1));
    finish();
  }

  function finish(tone) {
    why.hidden = false;
    told.tell(tone ? `${words.done} ${score()}` : score(), tone);
    row.show(again);
  }

  function start() {
    found.clear();
    missed = 0;
    for (const one of stops) one.classList.remove("hit", "miss");
    for (const entry of entries) entry.hidden = true;
    why.hidden = true;
    told.tell(score());
    stop(stops[0]);
    row.show(show);
  }

  // The one word that Tab leads to.
  function stop(wanted) {
    for (const one of stops) one.tabIndex = one === wanted ? 0 : -1;
  }

  // The word nearest above or below, as it is laid out now.
  function across(from, way) {
    const place = from.getBoundingClientRect();
    const far = (one) => {
      const { left, top } = one.getBoundingClientRect();
      return (top - place.top) * way < 8 ? Infinity : Math.abs(top - place.top) * 10 + Math.abs(left - place.left);
    };
    const nearest = stops.reduce((best, one) => (far(one) < far(best) ? one : best), from);
    return nearest === from ? undefined : nearest;
  }

  text.addEventListener("click", ({ target }) => target.matches(".word") && tap(target));
  text.addEventListener("focusin", ({ target }) => stop(target));
  text.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    const next = {
      ArrowLeft: () => stops[at - 1], ArrowRight: () => stops[at + 1], Home: () => stops[0], End: () => stops.at(-1),
      ArrowUp: () => across(event.target, -1), ArrowDown: () => across(event.target, 1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next()?.focus();
  });
  living(part, made("p", { className: "part-hint", lang: document.documentElement.lang }, words.hint), text, told.line, list, why, row.row);
  start();
}
