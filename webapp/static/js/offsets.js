// The server counts code points, JavaScript counts UTF-16 units.

const ASTRAL = /[\u{10000}-\u{10FFFF}]/gu;

/** The text as the server will see it: NFC, line feeds only, no lone surrogates. */
export function wellFormed(text) {
  const whole = text.toWellFormed ? text.toWellFormed() : text;
  // The server refuses zero characters; text out of broken files may hold some.
  return whole.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD").normalize("NFC");
}

/** Both countings of one text. */
export class Offsets {
  constructor(text) {
    this.units = Array.from(text.matchAll(ASTRAL), (match) => match.index);
  }

  /** UTF-16 position of a code point position. */
  toUnits(point) {
    // The n-th astral character stands n code points earlier than its unit index.
    return point + this.countBefore((n) => this.units[n] - n < point);
  }

  /** Code point position of a UTF-16 position. */
  toPoints(unit) {
    return unit - this.countBefore((n) => this.units[n] < unit);
  }

  countBefore(isBefore) {
    let low = 0;
    let high = this.units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
