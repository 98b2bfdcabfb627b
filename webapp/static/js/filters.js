// Chips that leave only some categories on show.

import { el } from "./dom.js";
import { number, t } from "./strings.js";

/** Which categories are shown; an empty choice shows all. */
export class Filters {
  constructor(root, { onChange }) {
    this.root = root;
    this.onChange = onChange;
    this.chosen = new Set();
  }

  shows(finding) {
    return this.chosen.size === 0 || this.chosen.has(finding.category);
  }

  /** Draw one chip per category that has open findings. */
  draw(counts) {
    for (const category of this.chosen) if (!counts.has(category)) this.chosen.delete(category);
    this.root.hidden = counts.size === 0;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.category : null;
    this.root.replaceChildren(...Array.from(counts, ([category, count]) => this.chip(category, count)));
    if (focused) this.root.querySelector(`[data-category="${focused}"]`)?.focus();
  }

  chip(category, count) {
    return el(
      "button",
      {
        type: "button",
        class: `chip cat-${category}`,
        "data-category": category,
        "aria-pressed": String(this.chosen.has(category)),
        onclick: () => this.toggle(category),
      },
      el("span", { class: "swatch", "aria-hidden": "true" }),
      t(`category.${category}`),
      el("span", { class: "count" }, number(count)),
    );
  }

  toggle(category) {
    if (!this.chosen.delete(category)) this.chosen.add(category);
    this.onChange();
  }
}
