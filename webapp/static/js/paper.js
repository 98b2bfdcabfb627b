// The paper: the draft as one editable column, with the marks drawn into it.
//
// Typing inside one line is left to the browser (input methods need that) and
// read back afterwards; everything that joins, splits or replaces lines is done
// in the draft and drawn from there.

import { offsetOf, lineElementOf, select, selectionIn } from "./caret.js";
import { difference } from "./draft.js";
import { el } from "./dom.js";
import { wellFormed } from "./offsets.js";
import { byNesting, marksByLine, pieces } from "./segments.js";

/**
 * Draws a draft into `root` and reports edits.
 * `onEdit(change, {isTyping})` hears of every change a person makes here,
 * `onMark(key)` of a click on a finding, `onUndo`/`onRedo` of those wishes.
 */
export class Paper {
  constructor(root, draft, { onEdit, onMark, onUndo, onRedo }) {
    Object.assign(this, { root, draft, onEdit, onMark, onUndo, onRedo });
    this.marks = [];
    this.signatures = [];
    this.isComposing = false;
    root.setAttribute("contenteditable", "plaintext-only");
    if (root.contentEditable !== "plaintext-only") root.setAttribute("contenteditable", "true");
    this.listen();
    this.redraw();
  }

  listen() {
    const on = (type, listener) => this.root.addEventListener(type, listener);
    on("beforeinput", (event) => this.beforeInput(event));
    on("input", () => this.readBack());
    on("compositionstart", () => (this.isComposing = true));
    on("compositionend", () => this.composed());
    on("paste", (event) => this.paste(event, event.clipboardData));
    on("drop", (event) => this.drop(event));
    on("copy", (event) => this.copy(event));
    on("cut", (event) => this.copy(event, { isCut: true }));
    on("click", (event) => {
      const mark = event.target.closest("mark[data-key]");
      if (mark) this.onMark(mark.dataset.key);
    });
  }

  // -- drawing -----------------------------------------------------------------

  /** Draw the whole draft anew. */
  redraw() {
    const byLine = this.sortedMarks();
    this.signatures = this.draft.lines.map((_, line) => this.signature(line, byLine));
    this.root.replaceChildren(...this.draft.lines.map((_, line) => this.drawnLine(line, byLine)));
    this.showEmptiness();
  }

  /** Draw lines that `draft.replace` changed. */
  redrawChange({ line, removedLines, insertedLines }) {
    const byLine = this.sortedMarks();
    for (let count = 0; count < removedLines; count += 1) this.root.children[line]?.remove();
    const after = this.root.children[line] || null;
    const numbers = Array.from({ length: insertedLines }, (_, index) => line + index);
    for (const number of numbers) this.root.insertBefore(this.drawnLine(number, byLine), after);
    const signatures = numbers.map((number) => this.signature(number, byLine));
    this.signatures.splice(line, removedLines, ...signatures);
    this.showEmptiness();
  }

  /** Show these marks; only lines whose marks differ are drawn again. */
  paint(marks) {
    this.marks = marks;
    if (this.isComposing) return;
    const byLine = this.sortedMarks();
    const changed = this.draft.lines.flatMap((_, line) => {
      const signature = this.signature(line, byLine);
      return signature === this.signatures[line] ? [] : [{ line, signature }];
    });
    if (changed.length === 0) return;
    const kept = document.activeElement === this.root ? selectionIn(this.root, this.draft) : null;
    for (const { line, signature } of changed) {
      this.root.children[line].replaceWith(this.drawnLine(line, byLine));
      this.signatures[line] = signature;
    }
    if (kept) select(this.root, this.draft, kept.start, kept.end);
  }

  sortedMarks() {
    return marksByLine(this.draft, [...this.marks].sort(byNesting));
  }

  signature(line, byLine) {
    const start = this.draft.lineStarts[line];
    const marks = byLine.get(line) || [];
    const each = marks.map((mark) => [mark.start - start, mark.end - start, mark.kind, mark.key, mark.number].join());
    return [this.draft.parts[line], ...each].join(";");
  }

  drawnLine(line, byLine) {
    const text = this.draft.lines[line];
    const element = el("p", { class: `line part-${this.draft.parts[line]}` });
    element.classList.toggle("blank", text === "");
    if (text === "") {
      element.append(el("br"));
      return element;
    }
    for (const piece of pieces(text, this.draft.lineStarts[line], byLine.get(line) || [])) {
      element.append(drawnPiece(piece));
    }
    return element;
  }

  showEmptiness() {
    this.root.toggleAttribute("data-empty", this.draft.text === "");
  }

  /** Make the marks of one finding stand out; null for none. */
  emphasise(key) {
    for (const mark of this.root.querySelectorAll("mark.is-open")) mark.classList.remove("is-open");
    if (!key) return;
    for (const mark of this.marksOf(key)) mark.classList.add("is-open");
  }

  /** The elements that show one finding. */
  marksOf(key) {
    return this.root.querySelectorAll(`mark[data-key="${CSS.escape(key)}"]`);
  }

  // -- editing -----------------------------------------------------------------

  /** Put `inserted` in place of [start, end) and the caret behind it. */
  replace(start, end, inserted, { isTyping = false, keepsFocus = true } = {}) {
    const change = this.draft.replace(start, end, inserted);
    this.onEdit(change, { isTyping });
    this.redrawChange(change);
    if (keepsFocus) select(this.root, this.draft, start + inserted.length);
    return change;
  }

  beforeInput(event) {
    const { inputType } = event;
    if (inputType.startsWith("history")) {
      event.preventDefault();
      if (inputType === "historyUndo") this.onUndo();
      else this.onRedo();
    } else if (inputType.startsWith("format")) {
      event.preventDefault();
    } else if (event.cancelable && !event.isComposing) {
      this.editLines(event);
    }
  }

  /** Take over an edit that concerns more than the inside of one line. */
  editLines(event) {
    const range = this.targetOf(event);
    if (!range) return;
    const isBreak = event.inputType === "insertParagraph" || event.inputType === "insertLineBreak";
    const spansLines = this.draft.text.slice(range.start, range.end).includes("\n");
    if (!isBreak && !spansLines) return;
    event.preventDefault();
    const typed = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const inserted = isBreak ? "\n" : event.inputType.startsWith("insert") ? wellFormed(typed) : "";
    this.replace(range.start, range.end, inserted, { isTyping: true });
    this.revealCaret();
  }

  /** What an edit will replace; a caret at a line's edge reaches over the break. */
  targetOf({ inputType }) {
    const selected = selectionIn(this.root, this.draft);
    if (!selected) return null;
    if (selected.start !== selected.end) return selected;
    const { start } = selected;
    const { column, line } = this.draft.locate(start);
    const isAtEnd = column === this.draft.lines[line].length;
    if (inputType.startsWith("delete") && inputType.endsWith("Backward") && column === 0) {
      return { start: Math.max(0, start - 1), end: start };
    }
    if (inputType.startsWith("delete") && inputType.endsWith("Forward") && isAtEnd) {
      return { start, end: Math.min(this.draft.length, start + 1) };
    }
    return selected;
  }

  /** Take what the browser typed into the draft. */
  readBack() {
    const line = this.editedLine();
    if (line === null) {
      this.readAllBack();
      return;
    }
    const text = this.root.children[line].textContent;
    if (text === this.draft.lines[line]) return;
    const found = difference(this.draft.lines[line], text);
    const start = this.draft.lineStarts[line];
    const change = this.draft.replace(start + found.start, start + found.end, found.inserted);
    this.root.children[line].classList.toggle("blank", text === "");
    this.showEmptiness();
    this.onEdit(change, { isTyping: true });
  }

  /** The line that differs from the draft; null when the lines themselves do. */
  editedLine() {
    const { children } = this.root;
    const isWhole = children.length === this.draft.lines.length && this.root.childNodes.length === children.length;
    if (!isWhole) return null;
    const caret = lineElementOf(this.root, document.getSelection().anchorNode);
    const here = caret ? Array.prototype.indexOf.call(children, caret) : -1;
    const differs = (line) => children[line].textContent !== this.draft.lines[line];
    const line = here >= 0 && differs(here) ? here : this.draft.lines.findIndex((_, index) => differs(index));
    if (line < 0) return Math.max(here, 0);
    return children[line].textContent.includes("\n") ? null : line;
  }

  /** Read every line anew, after an edit that left other elements behind. */
  readAllBack() {
    const texts = Array.from(this.root.childNodes, (node) => node.textContent);
    const after = wellFormed(texts.join("\n"));
    const found = difference(this.draft.text, after);
    this.onEdit(this.draft.replace(found.start, found.end, found.inserted), { isTyping: true });
    this.redraw();
    select(this.root, this.draft, found.start + found.inserted.length);
  }

  composed() {
    this.isComposing = false;
    this.readBack();
    this.paint(this.marks);
  }

  paste(event, transfer) {
    event.preventDefault();
    const text = wellFormed(transfer?.getData("text/plain") || "");
    const range = selectionIn(this.root, this.draft);
    if (!text || !range) return;
    this.replace(range.start, range.end, text);
    this.revealCaret();
  }

  drop(event) {
    if (event.dataTransfer?.files.length) return;
    const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const text = wellFormed(event.dataTransfer?.getData("text/plain") || "");
    event.preventDefault();
    if (!place || !text || !this.root.contains(place.offsetNode)) return;
    const at = offsetOf(this.root, this.draft, place.offsetNode, place.offset);
    this.replace(at, at, text);
  }

  /** Copy the text as it is; browsers would double the line feeds. */
  copy(event, { isCut = false } = {}) {
    const range = selectionIn(this.root, this.draft);
    if (!range || range.start === range.end) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.draft.text.slice(range.start, range.end));
    if (isCut) this.replace(range.start, range.end, "");
  }

  revealCaret() {
    lineElementOf(this.root, document.getSelection().anchorNode)?.scrollIntoView({ block: "nearest" });
  }
}

/** A piece inside its marks, one element a mark, the outermost first. */
function drawnPiece({ text, marks, ends }) {
  let inner = document.createTextNode(text);
  for (const mark of marks.toReversed()) {
    const element = el("mark", { class: mark.kind, "data-key": mark.key || null }, inner);
    if (mark.number && ends.includes(mark)) {
      element.dataset.number = mark.number;
      element.dataset.digits = String(mark.number).length;
    }
    inner = element;
  }
  return inner;
}
