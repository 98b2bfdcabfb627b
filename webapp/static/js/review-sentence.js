// The sentence as words that can be chosen, by pointer or by keys.

import { el } from "./dom.js";
import { Offsets } from "./offsets.js";

const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’.,/][\p{L}\p{M}\p{N}]+)*/gu;

/** Shows one sentence; `onChoice` is called when the chosen words change. */
export class SentenceView {
  constructor(node, { onChoice }) {
    this.node = node;
    this.onChoice = onChoice;
    this.words = [];
    this.anchor = this.head = null;
    node.addEventListener("pointerdown", (event) => this.press(event));
    node.addEventListener("pointermove", (event) => this.drag(event));
    addEventListener("pointerup", () => (this.isPressed = false));
  }

  /** Show another sentence, nothing chosen. */
  show(text) {
    this.text = text;
    this.offsets = new Offsets(text);
    this.anchor = this.head = null;
    this.words = [];
    const pieces = [];
    let done = 0;
    for (const match of text.matchAll(WORD)) {
      if (match.index > done) pieces.push(this.piece(done, match.index));
      done = match.index + match[0].length;
      const node = el("span", { class: "word", "data-word": this.words.length }, match[0]);
      this.words.push({ node, start: match.index, end: done });
      pieces.push(node);
    }
    if (done < text.length) pieces.push(this.piece(done, text.length));
    this.pieces = pieces.filter((piece) => piece.dataset.word === undefined);
    this.node.replaceChildren(...pieces);
  }

  /** The chosen words as [start, end] in code points; null when none are. */
  get chosen() {
    if (this.anchor === null) return null;
    const [first, last] = [Math.min(this.anchor, this.head), Math.max(this.anchor, this.head)];
    return this.points(this.words[first].start, this.words[last].end);
  }

  /** The whole sentence without the marks at its ends. */
  get whole() {
    if (!this.words.length) return this.points(0, this.text.length);
    return this.points(this.words[0].start, this.words.at(-1).end);
  }

  /** The words under a stretch of code points. */
  quote([start, end]) {
    return this.text.slice(this.offsets.toUnits(start), this.offsets.toUnits(end));
  }

  /** Choose nothing. */
  clear() {
    this.anchor = this.head = null;
    this.draw();
  }

  /** Choose the next word to that side, or reach one word further. */
  step(by, { extends: isLonger }) {
    if (!this.words.length) return;
    const last = this.words.length - 1;
    if (this.head === null) this.anchor = this.head = by > 0 ? 0 : last;
    else {
      this.head = Math.min(last, Math.max(0, this.head + by));
      if (!isLonger) this.anchor = this.head;
    }
    this.draw();
  }

  /** Underline what carries a category: Map of category → stretches. */
  mark(spans) {
    for (const { node, start, end } of this.words) this.paint(node, spans, start, end);
    for (const node of this.pieces) this.paint(node, spans, Number(node.dataset.start), Number(node.dataset.end));
  }

  piece(start, end) {
    return el("span", { "data-start": start, "data-end": end }, this.text.slice(start, end));
  }

  points(start, end) {
    return [this.offsets.toPoints(start), this.offsets.toPoints(end)];
  }

  paint(node, spans, start, end) {
    const [from, to] = this.points(start, end);
    const found = [...spans].find(([, stretches]) => stretches.some(([a, b]) => a <= from && to <= b));
    for (const name of [...node.classList]) if (name.startsWith("cat-")) node.classList.remove(name);
    node.classList.toggle("is-marked", Boolean(found));
    if (found) node.classList.add(`cat-${found[0]}`);
  }

  press(event) {
    const index = wordAt(event);
    if (index === null) return this.clear();
    event.preventDefault(); // no selection of the browser's own
    this.node.focus({ preventScroll: true });
    const isLonger = event.shiftKey || (event.pointerType === "touch" && this.head !== null && this.head !== index);
    this.isPressed = event.pointerType !== "touch";
    if (this.anchor === index && this.head === index) this.anchor = this.head = null;
    else {
      this.head = index;
      if (!isLonger) this.anchor = index;
      this.anchor ??= index;
    }
    this.draw();
  }

  drag(event) {
    const index = this.isPressed ? wordAt(event) : null;
    if (index === null || index === this.head) return;
    this.anchor ??= index;
    this.head = index;
    this.draw();
  }

  draw() {
    const first = this.anchor === null ? Infinity : Math.min(this.anchor, this.head);
    const last = this.anchor === null ? -1 : Math.max(this.anchor, this.head);
    this.words.forEach(({ node }, index) => node.classList.toggle("is-chosen", first <= index && index <= last));
    this.pieces.forEach((node) => {
      const before = node.previousElementSibling?.dataset.word;
      const after = node.nextElementSibling?.dataset.word;
      const isInside = before !== undefined && after !== undefined && first <= Number(before) && Number(after) <= last;
      node.classList.toggle("is-chosen", isInside);
    });
    this.onChoice();
  }
}

function wordAt(event) {
  const node = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-word]");
  return node ? Number(node.dataset.word) : null;
}
