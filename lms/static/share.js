// Passing a certificate's address on: copying it, or the device's own sheet. Without this the address can be marked and
// copied by hand, and the link to WhatsApp works.
const RESTORED = 3000; // ms until a button says again what it does

const shown = (button) => {
  button.hidden = false;
  return button;
};

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.querySelector("span");
    label.setAttribute("role", "status");
    const usual = label.textContent;
    shown(button).addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        label.textContent = button.dataset.copied;
        setTimeout(() => (label.textContent = usual), RESTORED);
      } catch {
        field.select(); // not allowed: marked, it can be copied by hand
      }
    });
  }
}

if (navigator.share) {
  for (const button of document.querySelectorAll("button[data-share]")) {
    shown(button).addEventListener("click", async () => {
      const url = document.getElementById(button.dataset.share).value;
      try {
        await navigator.share({ text: button.dataset.message, url });
      } catch {
        // thought better of it
      }
    });
  }
}
