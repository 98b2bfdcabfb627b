// A judgement in the making: no page, only what was chosen and what is missing.

const FLAGGED = ["asserted", "reported"];

/** Categories with their words, stance, severity; positions are code points. */
export class Judgement {
  constructor() {
    this.stance = null;
    this.severity = null;
    this.spans = new Map(); // category → [[start, end], …]
    this.isUnsure = false;
  }

  /** Whether a stereotype is said to stand unchallenged. */
  get isFlagged() {
    return FLAGGED.includes(this.stance);
  }

  /** A category on chosen words; without words it is put on the whole, or taken off. */
  mark(category, chosen, whole) {
    const known = this.spans.get(category);
    if (!chosen) {
      if (known) this.spans.delete(category);
      else this.spans.set(category, [whole]);
      return;
    }
    const kept = (known ?? []).filter((span) => !overlap(span, chosen));
    this.spans.set(category, [...kept, chosen].sort((one, two) => one[0] - two[0]));
  }

  /** Take one stretch of a category away, and the category with its last one. */
  unmark(category, index) {
    const left = this.spans.get(category).filter((_, number) => number !== index);
    if (left.length) this.spans.set(category, left);
    else this.spans.delete(category);
  }

  /** Choose a stance, or take it back. */
  setStance(stance) {
    this.stance = this.stance === stance ? null : stance;
    if (!this.isFlagged && this.stance) this.severity = null;
  }

  /** Choose a severity, or take it back. */
  setSeverity(severity) {
    this.severity = this.severity === severity ? null : severity;
  }

  /** The key of what has to be said still; null when the answer is whole. */
  get missing() {
    if (!this.stance) return "label.need_stance";
    if (!this.isFlagged) return this.spans.size ? "label.no_categories" : null;
    if (!this.spans.size) return "label.need_category";
    return this.severity ? null : "label.need_severity";
  }

  /** The answer as the program takes it. */
  toRecord() {
    return {
      stance: this.stance,
      severity: this.isFlagged ? this.severity : "none",
      spans: [...this.spans].flatMap(([category, spans]) => spans.map(([start, end]) => [start, end, category])),
      is_unsure: this.isUnsure,
    };
  }

  /** Take over an answer that the program gave. */
  take(answer, isUnsure) {
    this.stance = answer.stance;
    this.severity = answer.severity === "none" ? null : answer.severity;
    this.spans = new Map();
    for (const [start, end, category] of answer.spans) {
      this.spans.set(category, [...(this.spans.get(category) ?? []), [start, end]]);
    }
    this.isUnsure = isUnsure;
  }
}

function overlap(one, two) {
  return one[0] < two[1] && two[0] < one[1];
}
