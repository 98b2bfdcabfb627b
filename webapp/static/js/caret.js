// Between positions in the draft's text and places in the paper's elements.

/** The paper's line element that holds `node`, or null. */
export function lineElementOf(root, node) {
  let current = node;
  while (current && current.parentNode !== root) current = current.parentNode;
  return current;
}

/** Position in the text of a place (`node`, `index`) in the paper. */
export function offsetOf(root, draft, node, index) {
  if (node === root) {
    return index < draft.lines.length ? draft.lineStarts[index] : draft.length;
  }
  const line = lineElementOf(root, node);
  if (!line) return draft.length;
  const number = Array.prototype.indexOf.call(root.children, line);
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, index);
  const column = Math.min(range.toString().length, draft.lines[number].length);
  return draft.lineStarts[number] + column;
}

/** Place in the paper of a position in the text. */
export function placeOf(root, draft, offset) {
  const { line, column } = draft.locate(Math.max(0, Math.min(offset, draft.length)));
  const element = root.children[line];
  let left = column;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (left <= text.length) return { node: text, index: left };
    left -= text.length;
  }
  return { node: element, index: 0 };
}

/** What is selected in the paper, as positions in the text; null when nothing is. */
export function selectionIn(root, draft) {
  const selection = document.getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  return {
    start: offsetOf(root, draft, range.startContainer, range.startOffset),
    end: offsetOf(root, draft, range.endContainer, range.endOffset),
  };
}

/** Select [start, end) of the text in the paper. */
export function select(root, draft, start, end = start) {
  const from = placeOf(root, draft, start);
  const to = end === start ? from : placeOf(root, draft, end);
  document.getSelection().setBaseAndExtent(from.node, from.index, to.node, to.index);
}
