// Looks at this page again while its work goes on, and puts in place what has changed. Nothing jumps, the focus stays, and a
// screen reader hears the outcome. Without it the page loads itself again.
const PAUSE = 1000; // ms
const parts = [...document.querySelectorAll("[data-again]")];
const working = () => document.querySelector("[data-working]");

async function look() {
  try {
    const answer = await fetch(location.href);
    if (answer.redirected) location.reload(); // signed out meanwhile
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const now = fresh.getElementById(part.id);
      if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
    }
  } catch { /* the line is down for a moment; the next look comes */ }
  if (working()) setTimeout(look, PAUSE);
}

if (working()) setTimeout(look, PAUSE);
