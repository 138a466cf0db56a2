// Things to put in order: up and down by buttons, or dragged by their handle.
import { actions, button, explanation, filled, living, made, teller } from "./controls.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export function begin(part) {
  const words = part.dataset;
  const list = made("ol", { className: "part-items sort-list" });
  const told = teller();
  const why = explanation(part);
  const check = button(words.check, look, "primary");
  const show = button(words.show, reveal);
  const again = button(words.again, () => (start(), check.focus()));
  const row = actions(check, show, again);

  const items = [...part.querySelectorAll(".part-still > ol > li")].map((still, place) => {
    const text = made("div", { className: "part-item" }, ...still.querySelector(".part-item").cloneNode(true).childNodes);
    const note = made("div");
    const up = arrow("↑", words.up, () => move(item, -1, up));
    const down = arrow("↓", words.down, () => move(item, 1, down));
    const handle = made("span", { className: "sort-handle", ariaHidden: "true", title: words.drag }, "⠿");
    const item = made("li", {}, made("div", { className: "sort-card" }, handle, text, made("div", { className: "sort-arrows" }, up, down)), note);
    text.id = `${part.id}-item-${place}`;
    for (const one of [up, down]) one.setAttribute("aria-describedby", text.id);
    handle.addEventListener("pointerdown", (event) => drag(item, handle, event));
    return { item, note, up, down, place, why: still.querySelector(".part-why") };
  });

  function arrow(sign, name, act) {
    const one = button(sign, act);
    one.setAttribute("aria-label", name);
    one.classList.add("sort-arrow");
    return one;
  }

  const order = () => [...list.children];

  // Moves what `change` moves, and shows from where; `held` is under the finger and goes by itself.
  function glide(change, held) {
    const before = new Map(order().map((one) => [one, one.getBoundingClientRect().top]));
    change();
    settle();
    if (CALM.matches) return;
    for (const [one, top] of before) {
      const shift = top - one.getBoundingClientRect().top;
      if (shift && one !== held) one.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], { duration: 160, easing: "ease-out" });
    }
  }

  function move(item, step, pressed) {
    const place = order().indexOf(item) + step;
    const other = list.children[place];
    if (!other || list.classList.contains("done")) return;
    glide(() => (step < 0 ? item.after(other) : item.before(other))); // the other one moves, so that the focus stays
    pressed.focus();
    told.tell(filled(words.moved, { n: place + 1, total: items.length }));
  }

  function drag(item, handle, start) {
    if (list.classList.contains("done")) return;
    start.preventDefault();
    handle.setPointerCapture(start.pointerId);
    item.classList.add("held");
    const follow = ({ clientY }) => {
      const place = order().indexOf(item);
      const [previous, next] = [list.children[place - 1], list.children[place + 1]];
      const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
      if (previous && clientY < middle(previous)) glide(() => item.after(previous), item);
      else if (next && clientY > middle(next)) glide(() => item.before(next), item);
    };
    const drop = () => {
      item.classList.remove("held");
      handle.removeEventListener("pointermove", follow);
      told.tell(filled(words.moved, { n: order().indexOf(item) + 1, total: items.length }));
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  }

  // What was said about the old order goes; the outermost arrows have nowhere to point.
  function settle() {
    const now = order();
    for (const { item, note, up, down } of items) {
      item.className = item.classList.contains("held") ? "held" : "";
      note.replaceChildren();
      up.setAttribute("aria-disabled", String(now[0] === item));
      down.setAttribute("aria-disabled", String(now.at(-1) === item));
    }
  }

  function judge() {
    const now = order();
    for (const { item, note, place, why: reason } of items) {
      const right = now[place] === item;
      item.className = right ? "right" : "wrong";
      const verdict = made("span", { className: `part-verdict ${right ? "right" : "wrong"}`, lang: document.documentElement.lang }, right ? words.here : words.elsewhere);
      note.replaceChildren(made("div", { className: "part-feedback" }, verdict, ...(right ? [" ", ...reason.cloneNode(true).childNodes] : [])));
    }
    return items.filter(({ item, place }) => now[place] === item).length;
  }

  function look() {
    const right = judge();
    if (right === items.length) return finish(words.done, "ok");
    told.tell(filled(words.placed, { n: right, total: items.length }), "bad");
    row.show(check, show);
  }

  function reveal() {
    glide(() => list.append(...items.map(({ item }) => item)));
    judge();
    finish(words.answer);
  }

  function finish(sentence, tone) {
    list.classList.add("done");
    why.hidden = false;
    told.tell(sentence, tone);
    row.show(again);
  }

  function start() {
    list.classList.remove("done");
    const mixed = items.map(({ item }) => item);
    do mixed.sort(() => Math.random() - 0.5);
    while (mixed.every((item, place) => item === items[place].item));
    list.append(...mixed);
    settle();
    why.hidden = true;
    told.tell("");
    row.show(check);
  }

  living(part, list, row.row, told.line, why);
  start();
}
