// The page by keyboard alone. Single letters work outside text fields only.

const isTyping = (target) =>
  target.isContentEditable || target.closest?.("textarea, select, input:not([type=radio])");
const isControl = (target) => target.closest?.("button, a, summary, input, label");

/** Calls the named action for each key; see the help in the page. */
export function listenForKeys(actions) {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const action = withModifier(event) || plainKey(event);
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
}

function withModifier(event) {
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isCommand && event.key === "Enter") return "check";
  if (isCommand && !event.altKey && !event.shiftKey && key === "s") return "save";
  if (isCommand && !event.altKey && !ownsUndo(event.target)) {
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    if (key === "y") return "redo";
  }
  if (event.altKey && !isCommand) {
    if (event.code === "KeyJ" || event.key === "ArrowDown") return "next";
    if (event.code === "KeyK" || event.key === "ArrowUp") return "previous";
  }
  return null;
}

/** Small form fields keep the browser's own undo. */
function ownsUndo(target) {
  return Boolean(target.closest?.("textarea, input"));
}

function plainKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Escape") return "close";
  if (isTyping(event.target)) return null;
  const key = event.key.toLowerCase();
  if (key === "j") return "next";
  if (key === "k") return "previous";
  if (key === "x") return "dismiss";
  if (key === "?") return "help";
  if (key === "enter" && !isControl(event.target)) return "apply";
  return null;
}
