// The screener's findings as the page holds them: UTF-16 positions that follow edits.

import { Offsets } from "./offsets.js";

const RANK = { low: 1, medium: 2, high: 3 };

/** The findings and mentions of one report, on one text. */
export class Findings {
  constructor() {
    this.clear();
  }

  clear() {
    this.all = [];
    this.mentions = [];
    this.excepted = [];
  }

  /** Take a report on `text`, and the answers that are on record for it. */
  load(report, answers, text) {
    const offsets = new Offsets(text);
    const inUnits = (span) => ({
      ...span,
      start: offsets.toUnits(span.start),
      end: offsets.toUnits(span.end),
    });
    const seen = new Map();
    this.all = report.findings.map((finding) => ({
      ...inUnits(finding),
      key: keyOf(finding.id, seen),
      sentence: inUnits(finding.sentence),
      suggestions: finding.suggestions.map(inUnits).map((suggestion) => ({
        ...suggestion,
        original: text.slice(suggestion.start, suggestion.end),
      })),
      answer: answers[finding.id] || null,
      isTouched: false,
    }));
    this.mentions = merged(report.mentions.map(inUnits));
    this.excepted = report.excepted || [];
    this.renumber();
  }

  /** Number the open findings in the order of the text. */
  renumber() {
    let number = 0;
    for (const finding of this.all) {
      finding.number = finding.answer ? null : (number += 1);
    }
  }

  get open() {
    return this.all.filter((finding) => !finding.answer);
  }

  get answered() {
    return this.all.filter((finding) => finding.answer);
  }

  byKey(key) {
    return this.all.find((finding) => finding.key === key) || null;
  }

  /**
   * Record (or, with null, take back) the answer to a finding. It holds wherever
   * the same sentence stands in the draft: that is what its identity means.
   */
  answer(id, answer) {
    for (const finding of this.all) if (finding.id === id) finding.answer = answer;
    this.renumber();
  }

  remove(key) {
    this.all = this.all.filter((finding) => finding.key !== key);
    this.renumber();
  }

  /** Follow an edit; what it swallows whole is gone until the next report. */
  follow(change) {
    const isLeft = (span) => moveSpan(span, change);
    this.all = this.all.filter((finding) => {
      finding.isTouched ||= touches(finding.sentence, change);
      isLeft(finding.sentence);
      for (const suggestion of finding.suggestions) isLeft(suggestion);
      return isLeft(finding);
    });
    this.mentions = this.mentions.filter(isLeft);
    this.renumber();
  }

  /** What the open findings advise, by the screener's own rule. */
  verdict(reported) {
    if (reported === "not_screened") return reported;
    const worst = Math.max(0, ...this.open.map((finding) => RANK[finding.severity]));
    if (worst >= RANK.high) return "escalate";
    return worst >= RANK.medium ? "revise" : "pass";
  }

  /** Number of open findings per category, or per severity, the gravest first. */
  counts(field) {
    const counts = new Map();
    const open = field === "severity" ? this.open.toSorted((a, b) => RANK[b.severity] - RANK[a.severity]) : this.open;
    for (const { [field]: value } of open) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  }
}

/** A name for this place: a sentence that is repeated has one identity, many places. */
function keyOf(id, seen) {
  const before = seen.get(id) || 0;
  seen.set(id, before + 1);
  return before ? `${id}-${before}` : id;
}

/** Mentions without those that lie over an earlier one, in several categories. */
function merged(mentions) {
  const kept = [];
  for (const mention of mentions) {
    const last = kept.at(-1);
    if (!last || mention.start >= last.end) kept.push(mention);
    else if (mention.end - mention.start > last.end - last.start) kept[kept.length - 1] = mention;
  }
  return kept;
}

function touches(span, { at, removed }) {
  return span.start < at + removed.length + 1 && at < span.end + 1;
}

/** Move a span along with an edit; false when nothing of it is left. */
function moveSpan(span, { at, removed, inserted }) {
  const removedEnd = at + removed.length;
  const delta = inserted.length - removed.length;
  if (removedEnd <= span.start) {
    span.start += delta;
    span.end += delta;
  } else if (at < span.end) {
    const isSwallowed = at <= span.start && span.end <= removedEnd;
    if (isSwallowed) return false;
    span.start = Math.min(span.start, at);
    span.end = Math.max(span.end, removedEnd) + delta;
  }
  return span.end > span.start;
}
