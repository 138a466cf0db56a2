// Light, dark, or as the device says. Loaded blocking in <head> so the choice stands before the first paint.
// Without this file dark.css follows prefers-color-scheme by its media attribute.
(() => {
  const sheet = document.getElementById("dark");
  const media = { auto: sheet.media, light: "not all", dark: "screen" };

  const read = () => {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto"; // storage may be forbidden; the device's wish is a good answer
    }
  };

  const apply = (choice) => {
    sheet.media = media[choice] ?? media.auto;
    for (const button of document.querySelectorAll("#theme button")) {
      button.setAttribute("aria-pressed", String(button.value === choice));
    }
  };

  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    const control = document.getElementById("theme");
    if (!control) return; // a page without the menu keeps what was chosen elsewhere
    control.hidden = false;
    control.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      try {
        localStorage.setItem("theme", button.value);
      } catch {
        // not remembered, but applied
      }
      apply(button.value);
    });
    apply(read());
  });
})();
