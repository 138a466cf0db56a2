// Keeps the number of ticked boxes true while they are ticked. Without it the number is that of the page as it came.
const boxes = [...document.querySelectorAll("input[type=checkbox]:is([name=certificate], [name=enrolment])")];
const shown = document.getElementById("ticked");

function count() {
  if (shown) shown.textContent = String(boxes.filter((box) => box.checked).length);
}

boxes.forEach((box) => box.addEventListener("change", count));
addEventListener("pageshow", count); // coming back restores the ticks
