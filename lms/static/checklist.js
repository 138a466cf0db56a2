// Keeps the ticks of a checklist on this device, by the words ticked: a sentence that changed is open again.
for (const list of document.querySelectorAll("[data-checklist]")) {
  const place = `checklist-${list.dataset.checklist}`;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const words = (box) => box.closest("label").textContent.trim();

  let done;
  try { done = new Set(JSON.parse(localStorage.getItem(place))); } catch { done = new Set(); }
  for (const box of boxes) box.checked = done.has(words(box));

  list.addEventListener("change", () => {
    const ticked = boxes.filter((box) => box.checked).map(words);
    try { localStorage.setItem(place, JSON.stringify(ticked)); } catch { /* private mode: they last as long as the page */ }
  });
}
