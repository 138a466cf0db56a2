// A word of the glossary: its entry opens beside it. Without this the link leads to the entry on the page.
import { made } from "./controls.js";

const slip = made("div", { className: "term-slip", id: "term-slip", tabIndex: -1 });
const copied = (entry, name) => [...entry.querySelectorAll(name)].flatMap((one) => [...one.cloneNode(true).childNodes]);
const able = "popover" in slip;
if (able) {
  slip.popover = "auto";
  document.querySelector("main").append(slip);
}

export function begin(link) {
  const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!able || !entry) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    slip.replaceChildren(made("b", {}, ...copied(entry, "dt")), made("div", {}, ...copied(entry, "dd")));
    slip.lang = entry.closest("[lang]")?.lang ?? "";
    slip.showPopover({ source: link });
    const { left, bottom, top } = link.getBoundingClientRect();
    const below = bottom + slip.offsetHeight + 8 < innerHeight;
    slip.style.top = `${below ? bottom + 6 : Math.max(8, top - slip.offsetHeight - 6)}px`;
    slip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - slip.offsetWidth - 8))}px`;
    slip.focus({ preventScroll: true });
  });
}

if (able) addEventListener("scroll", () => slip.matches(":popover-open") && slip.hidePopover(), { passive: true });
