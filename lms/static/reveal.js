// A button beside each password that shows what was typed. Without this the field simply stays hidden dots.
for (const field of document.querySelectorAll("input[data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link reveal";
  button.textContent = field.dataset.reveal;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
  field.form.addEventListener("submit", () => (field.type = "password")); // so that browsers offer to remember it
  field.after(button);
}
