// A line cut at the borders of the marks over it; webapp/highlight.py does the same.

/**
 * Pieces of one line, each with the marks that cover it (outermost first) and
 * those that end with it (innermost first). `marks` are sorted, outermost first.
 */
export function pieces(text, lineStart, marks) {
  const lineEnd = lineStart + text.length;
  const inside = marks.filter((mark) => mark.start < lineEnd && lineStart < mark.end);
  const borders = new Set([0, text.length]);
  for (const mark of inside) {
    borders.add(Math.max(mark.start - lineStart, 0));
    borders.add(Math.min(mark.end - lineStart, text.length));
  }
  const ordered = [...borders].sort((a, b) => a - b);
  return ordered.slice(1).map((right, index) => {
    const start = ordered[index] + lineStart;
    const end = right + lineStart;
    const covering = inside.filter((mark) => mark.start <= start && end <= mark.end);
    return {
      text: text.slice(ordered[index], right),
      marks: covering,
      ends: covering.filter((mark) => mark.end === end).reverse(),
    };
  });
}

/** The order in which marks nest: earlier first, longer first. */
export function byNesting(a, b) {
  return a.start - b.start || b.end - a.end;
}

/** For each line, the marks over it; marks must be sorted by nesting. */
export function marksByLine(draft, marks) {
  const byLine = new Map();
  for (const mark of marks) {
    const last = draft.locate(Math.max(mark.start, mark.end - 1)).line;
    for (let line = draft.locate(mark.start).line; line <= last; line += 1) {
      if (!byLine.has(line)) byLine.set(line, []);
      byLine.get(line).push(mark);
    }
  }
  return byLine;
}
