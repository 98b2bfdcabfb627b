// Keeps the progress of scans current: asks for the page again and takes its parts.

const EVERY_MS = 2000;
const live = document.querySelector("[data-live]");

/** The page as the program would show it now; null when it does not answer. */
async function freshPage() {
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

/** Put what changed into the page; nothing else is touched, so focus stays. */
function takeParts(fresh) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = fresh.getElementById(part.id);
    if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...document.importNode(other, true).childNodes);
  }
}

async function follow() {
  const fresh = document.hidden ? null : await freshPage();
  const now = fresh?.querySelector("[data-live]");
  if (fresh && live.dataset.reload !== undefined && now?.dataset.reload !== live.dataset.reload) {
    location.reload(); // other buttons, other results
    return;
  }
  if (fresh) takeParts(fresh);
  if (!fresh || now) setTimeout(follow, EVERY_MS);
}

if (live) setTimeout(follow, EVERY_MS);
