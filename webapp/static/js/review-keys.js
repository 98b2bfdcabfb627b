// One key an act; while somebody writes a note keys are letters again.

/** Call `acts` for keys; `acts.category("1")`, `acts.named("b")`, … */
export function listenForReviewKeys(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") acts.leaveNote();
      else if (event.key === "Enter" && !event.shiftKey) acts.send();
      else return;
      event.preventDefault();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = actFor(key, event, acts);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || key.startsWith("Arrow")) act();
  });
}

function actFor(key, event, acts) {
  if (/^[1-9]$/.test(key)) return () => acts.category(key);
  // With shift held some keyboards send other marks for the figures.
  const figure = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (figure) return () => acts.category(figure);
  if (key === "ArrowLeft" || key === "ArrowRight") {
    return () => acts.step(key === "ArrowLeft" ? -1 : 1, event.shiftKey);
  }
  // A button that has the focus is pressed by Enter, as everywhere.
  if (key === "Enter") return event.target.closest("a, summary, button") ? null : () => acts.send();
  if (key === "Escape") return () => acts.clear();
  return acts.named(key);
}

function isWriting(node) {
  return node.matches("textarea, input, select, [contenteditable]");
}
