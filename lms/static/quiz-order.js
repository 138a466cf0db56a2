// A list that can be put in order: by its buttons, by dragging, and still by the numbers of its places.

export const movable = (list, changed) => {
  const words = list.dataset;
  const status = list.nextElementSibling;
  const text = (item) => item.querySelector(".order-text").textContent;
  const say = (sentence, item, place) =>
    sentence.replace("{item}", text(item)).replace("{place}", place).replace("{count}", list.children.length);

  const number = () => {
    [...list.children].forEach((item, at) => {
      item.querySelector("select").selectedIndex = at + 1;
      const [earlier, later] = item.querySelectorAll("button");
      earlier.disabled = at === 0;
      later.disabled = at === list.children.length - 1;
    });
  };

  const moved = (item) => {
    number();
    status.textContent = say(words.place, item, [...list.children].indexOf(item) + 1);
    changed();
  };

  const button = (item, sign, label, move) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", say(label, item));
    made.addEventListener("click", () => {
      move();
      moved(item);
      if (made.disabled) item.querySelector(".order-moves button:not(:disabled)").focus();
      else made.focus();
    });
    return made;
  };

  for (const item of list.children) {
    const moves = document.createElement("span");
    moves.className = "order-moves";
    moves.append(
      button(item, "↑", words.earlier, () => item.previousElementSibling?.before(item)),
      button(item, "↓", words.later, () => item.nextElementSibling?.after(item)),
    );
    item.append(moves);
    const select = item.querySelector("select");
    select.addEventListener("change", () => {
      if (!select.value) return;
      const others = [...list.children].filter((other) => other !== item);
      const next = others[select.selectedIndex - 1];
      if (next) next.before(item);
      else list.append(item);
      moved(item);
      select.focus();
    });
    item.addEventListener("pointerdown", (down) => {
      // a finger scrolls the page; it has the buttons
      if (down.pointerType !== "touch" && !down.target.closest("select, button")) drag(item, down);
    });
  }
  list.classList.add("movable");
  [...list.children].forEach((item, at) => {
    const [earlier, later] = item.querySelectorAll("button");
    earlier.disabled = at === 0;
    later.disabled = at === list.children.length - 1;
  });

  const drag = (item, down) => {
    let began = false;
    const follow = (move) => {
      if (!began && Math.abs(move.clientY - down.clientY) < 8) return;
      began = true;
      item.classList.add("dragged");
      move.preventDefault();
      const above = [...list.children].filter((other) => other !== item).find((other) => {
        const box = other.getBoundingClientRect();
        return move.clientY < box.top + box.height / 2;
      });
      if (above ? item.nextElementSibling !== above : list.lastElementChild !== item) {
        if (above) above.before(item);
        else list.append(item);
      }
    };
    // On the document: an item that changes its place in the list would lose the pointer.
    const end = () => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      item.classList.remove("dragged");
      if (began) moved(item);
    };
    down.preventDefault(); // or the words would be selected
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  };
};
