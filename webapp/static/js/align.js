// Keeps the open card beside its passage while the page scrolls.

import { oncePerFrame } from "./dom.js";

/** Whether there is room for cards beside the paper; css/cards.css agrees. */
export const WIDE = matchMedia("(min-width: 62rem)");
const EDGE_PX = 16;

/**
 * Moves the open card inside the list's scrolling frame. `target()` returns the
 * passage's element and the open card's list item, or null.
 */
export class Alignment {
  constructor({ frame, list, target }) {
    Object.assign(this, { frame, list, target });
    this.gap = 0;
    this.later = oncePerFrame(() => this.align());
    addEventListener("scroll", this.later, { passive: true });
    addEventListener("resize", this.later);
    WIDE.addEventListener("change", this.later);
  }

  align() {
    const target = WIDE.matches ? this.target() : null;
    if (!target) {
      this.moveDown(0);
      return;
    }
    const { passage, item } = target;
    const top = this.frame.getBoundingClientRect().top;
    const natural = item.offsetTop - this.gap;
    const wanted = passage.getBoundingClientRect().top - top;
    const lowest = Math.max(0, innerHeight - EDGE_PX - top - item.offsetHeight);
    // A card that fits without scrolling leaves the chips and rows above it in sight.
    const highest = natural <= lowest ? natural : 0;
    const place = Math.max(highest, Math.min(wanted, lowest));
    this.moveDown(Math.max(0, Math.round(place - natural)));
    this.frame.scrollTop = Math.max(0, natural - place);
  }

  /** Leave a gap above the open card; the rows before it stay where they are. */
  moveDown(pixels) {
    this.gap = pixels;
    this.list.style.setProperty("--gap", `${pixels}px`);
  }
}
