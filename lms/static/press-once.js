// A second press on the same button sends nothing. The server answers a repeat with the first result anyway;
// this only spares a slow line the second upload.
const REST = 8000; // ms; a form that answers with a file leaves the page open, so the button comes back

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), REST);
});

// Coming back with the back button shows the page as it was left: let its forms be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
