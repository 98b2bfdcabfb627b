// A passage that the screener missed: select it, say what it is, send it.

import { recordFeedback } from "./api.js";
import { selectionIn } from "./caret.js";
import { byId, oncePerFrame } from "./dom.js";
import { missedRecord } from "./feedback.js";

/**
 * Offers to report what is selected in the paper. `onDone()` hears of success,
 * `onFailed(error)` of anything else.
 */
export function listenForMissed({ paper, editor, onDone, onFailed }) {
  const button = byId("report-missed");
  const dialog = byId("missed");
  const form = dialog.querySelector("form");
  let selected = null;

  const selection = () => {
    const range = editor.report ? selectionIn(paper.root, paper.draft) : null;
    const text = range ? paper.draft.text.slice(range.start, range.end) : "";
    const words = text.trim();
    if (!words || words.includes("\n")) return null;
    const start = range.start + text.indexOf(words);
    return { start, end: start + words.length };
  };
  const offer = oncePerFrame(() => {
    if (!dialog.open) button.hidden = selection() === null;
  });
  document.addEventListener("selectionchange", offer);
  // A click would take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    selected = selection();
    if (!selected) return;
    byId("missed-quote").textContent = `“${paper.draft.text.slice(selected.start, selected.end)}”`;
    form.reset();
    dialog.showModal();
  });
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.value !== "send") return;
    const choice = Object.fromEntries(new FormData(form));
    try {
      await recordFeedback(missedRecord(selected, choice, editor));
      onDone();
    } catch (error) {
      onFailed(error);
    }
  });
}
