// Undo and redo over typing and applied rewordings alike.

const TYPING_PAUSE_MS = 1200;
const MOST_STEPS = 500;

/**
 * Changes that can be taken back. Typing in one place without a pause is one step;
 * a line break is a step of its own.
 */
export class History {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.clear();
  }

  clear() {
    this.done = [];
    this.undone = [];
    this.isOpen = false;
  }

  /** Remember a change; `isTyping` lets it join the step before. */
  record(change, { isTyping }) {
    const time = this.now();
    const last = this.done.at(-1);
    const isWord = isTyping && !change.inserted.includes("\n");
    if (isWord && this.isOpen && time - last.time < TYPING_PAUSE_MS && follows(change, last.changes.at(-1))) {
      last.changes.push(change);
      last.time = time;
    } else {
      this.done.push({ changes: [change], time });
      if (this.done.length > MOST_STEPS) this.done.shift();
    }
    this.isOpen = isWord;
    this.undone = [];
  }

  /** The replacements that take the last step back, in order. */
  undo() {
    const step = this.done.pop();
    if (!step) return [];
    this.undone.push(step);
    this.isOpen = false;
    return step.changes.toReversed().map(({ at, removed, inserted }) => ({
      start: at,
      end: at + inserted.length,
      inserted: removed,
    }));
  }

  /** The replacements that bring the last undone step again, in order. */
  redo() {
    const step = this.undone.pop();
    if (!step) return [];
    this.done.push(step);
    this.isOpen = false;
    return step.changes.map(({ at, removed, inserted }) => ({
      start: at,
      end: at + removed.length,
      inserted,
    }));
  }

  get canUndo() {
    return this.done.length > 0;
  }

  get canRedo() {
    return this.undone.length > 0;
  }
}

/** Whether a change goes on where the caret was left by the one before. */
function follows(change, before) {
  const caret = before.at + before.inserted.length;
  return change.at === caret || change.at + change.removed.length === caret;
}
