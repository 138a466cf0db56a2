// The preview of a pack: loads the page again, at the same place, as soon as a file was saved.
const stamp = document.getElementById("stamp");

async function look() {
  try {
    const answer = await fetch(stamp.dataset.at, { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== stamp.content) location.reload();
  } catch {
    // The preview was stopped; it may be started again.
  }
}

if (stamp) setInterval(look, 1000);
