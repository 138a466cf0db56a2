// What the modules of the parts are built from: elements, buttons, and the line that tells how it went.
const language = document.documentElement.lang;

export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A button with words of the interface, inside a text of another language.
export function button(words, act, look = "outline") {
  const element = made("button", { type: "button", className: `btn btn-${look}`, lang: language }, words);
  element.addEventListener("click", act);
  return element;
}

// A line that screen readers speak when it changes. tone: ok | bad | "" .
export function teller() {
  const line = made("p", { className: "part-told", lang: language });
  line.setAttribute("role", "status");
  return {
    line,
    tell(words, tone = "") {
      line.className = `part-told${tone && words ? ` tone-${tone}` : ""}`;
      line.textContent = words;
    },
  };
}

export const filled = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// The living half of a part, after the still one, which it replaces on the screen; paper keeps to the still one.
export function living(part, ...children) {
  const half = made("div", { className: "part-live" }, ...children);
  part.append(half);
  return half;
}

// The explanation of the still half once more, hidden until it is due.
export function explanation(part) {
  const found = part.querySelector(".part-still > .part-explanation").cloneNode(true);
  found.hidden = true;
  return found;
}

// Buttons that come and go; one that goes while it has the focus hands it to the next.
export function actions(...buttons) {
  const row = made("div", { className: "part-actions" }, ...buttons);
  return {
    row,
    show(...wanted) {
      const held = buttons.find((one) => one === document.activeElement);
      for (const one of buttons) one.hidden = !wanted.includes(one);
      if (held?.hidden) wanted[0].focus();
    },
  };
}
