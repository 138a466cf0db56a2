// Shows what the settings print while they are typed: sends the form to be set, puts the new picture and the sentences about
// single fields in place. Without it the button "See the preview" does the same with a whole page.
const PAUSE = 500; // ms
const form = document.getElementById("office-form");
const state = document.getElementById("preview-state");
const upload = form.elements.picture;
let timer;
let asked;

function mend(fresh) {
  for (const control of form.querySelectorAll(".field :is(input, textarea, select):not([type=radio])")) {
    const now = fresh.getElementById(control.id);
    const field = control.closest(".field");
    field.querySelector(".field-error")?.remove();
    const told = now.closest(".field").querySelector(".field-error");
    if (told) (field.querySelector(".field-help") || field.firstElementChild).after(told);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (now.hasAttribute(name)) control.setAttribute(name, now.getAttribute(name));
      else control.removeAttribute(name);
    }
  }
}

async function look(chosen) {
  asked?.abort();
  asked = new AbortController();
  const body = new FormData(form);
  if (!chosen) body.delete("picture");
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body, signal: asked.signal });
    if (answer.redirected || !answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll("[data-live]")) {
      if (part.id === "heads" && !chosen) continue; // it would take the focus from a tile
      part.replaceChildren(...fresh.getElementById(part.id).childNodes);
    }
    mend(fresh);
    if (chosen && !fresh.getElementById("picture-error")) upload.value = "";
    state.textContent = "";
  } catch (failure) {
    if (failure.name !== "AbortError") state.textContent = state.dataset.down;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

form.addEventListener("input", (event) => { if (event.target !== upload) later(); });
upload.addEventListener("change", () => look(true));
