// The draft: lines of text and the part of the document each stands in.

/** A text that is edited line by line; positions are UTF-16 units. */
export class Draft {
  constructor() {
    this.version = 0;
    this.load("", []);
  }

  /** Replace everything. */
  load(text, parts) {
    this.lines = text.split("\n");
    this.parts = this.lines.map((_, index) => parts[index] || "body");
    this.changed();
  }

  changed() {
    this.version += 1;
    this.joined = null;
    this.starts = null;
  }

  get text() {
    this.joined ??= this.lines.join("\n");
    return this.joined;
  }

  get isEmpty() {
    return this.text.trim() === "";
  }

  get length() {
    return this.text.length;
  }

  /** Where each line starts. */
  get lineStarts() {
    if (!this.starts) {
      let start = 0;
      this.starts = this.lines.map((line) => {
        const here = start;
        start += line.length + 1;
        return here;
      });
    }
    return this.starts;
  }

  /** The line that `offset` stands in, and the column there. */
  locate(offset) {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - starts[low] };
  }

  /**
   * Put `inserted` in place of [start, end).
   * Returns the change, with the first line touched and the numbers of lines.
   */
  replace(start, end, inserted) {
    const from = this.locate(start);
    const to = this.locate(end);
    const removed = this.text.slice(start, end);
    const head = this.lines[from.line].slice(0, from.column);
    const tail = this.lines[to.line].slice(to.column);
    const lines = (head + inserted + tail).split("\n");
    const removedLines = to.line - from.line + 1;
    const parts = lines.map((_, index) => (index === 0 ? this.parts[from.line] : "body"));
    this.lines.splice(from.line, removedLines, ...lines);
    this.parts.splice(from.line, removedLines, ...parts);
    this.changed();
    return { at: start, removed, inserted, line: from.line, removedLines, insertedLines: lines.length };
  }

  /** What stands first in the text, as a title. */
  get title() {
    return this.lines.find((line) => line.trim() !== "")?.trim() || "";
  }

  get wordCount() {
    return this.text.match(/\S+/g)?.length || 0;
  }
}

/** The one stretch in which two texts differ: positions in `before`, and the new text. */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end: before.length - end, inserted: after.slice(start, after.length - end) };
}
