// An answer to a finding, as the server keeps it.

import { Offsets } from "./offsets.js";

// Enough to find the neighbouring sentences in; the server looks for them.
const CONTEXT_UNITS = 1500;

/** The record of one answer; positions are code points inside the sentence. */
export function feedbackRecord(kind, finding, { editor, reason, note }) {
  const { text } = editor.draft;
  const { sentence } = finding;
  const { start, end } = spanInSentence(finding);
  return {
    kind,
    draft_id: editor.id,
    finding: {
      id: finding.id,
      category: finding.category,
      severity: finding.severity,
      score: finding.score,
      start,
      end,
      sentence: sentence.text,
    },
    before: wholeCharacters(text.slice(Math.max(0, sentence.start - CONTEXT_UNITS), sentence.start)),
    after: wholeCharacters(text.slice(sentence.end, sentence.end + CONTEXT_UNITS)),
    standing: standingBeside(finding, editor.findings.open),
    reason,
    note,
    model: editor.report.model,
  };
}

/** A slice may cut a pair of surrogates; half of one is no character. */
function wholeCharacters(text) {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
}

function spanInSentence({ quote, sentence }) {
  const offsets = new Offsets(sentence.text);
  const unit = Math.max(0, sentence.text.indexOf(quote));
  const start = offsets.toPoints(unit);
  const end = offsets.toPoints(Math.min(sentence.text.length, unit + quote.length));
  return { start, end };
}

/** Other categories that are still flagged in the same sentence. */
function standingBeside(finding, open) {
  const beside = open.filter(
    (other) => other.id !== finding.id && other.sentence.text === finding.sentence.text,
  );
  return [...new Set(beside.map((other) => other.category))];
}

/** The record of a missed passage; the server finds its sentence in the line. */
export function missedRecord(selected, { category, severity, note }, editor) {
  const { draft } = editor;
  const { line } = draft.locate(selected.start);
  const lineStart = draft.lineStarts[line];
  const offsets = new Offsets(draft.lines[line]);
  return {
    kind: "missed",
    draft_id: editor.id,
    finding: {
      category,
      severity,
      score: null,
      start: offsets.toPoints(selected.start - lineStart),
      end: offsets.toPoints(selected.end - lineStart),
      sentence: draft.lines[line],
    },
    before: wholeCharacters(draft.text.slice(Math.max(0, lineStart - CONTEXT_UNITS), lineStart)),
    after: wholeCharacters(draft.text.slice(lineStart + draft.lines[line].length).slice(0, CONTEXT_UNITS)),
    standing: [],
    reason: null,
    note: note.trim(),
    model: editor.report.model,
  };
}
