// Chips that leave only some categories, or some severities, on show.

import { el } from "./dom.js";
import { number, t } from "./strings.js";

/**
 * Which findings are shown by one of their fields, "category" or "severity"; an
 * empty choice shows all.
 */
export class Filters {
  constructor(root, { field, onChange, least = 1 }) {
    Object.assign(this, { root, field, onChange, least });
    this.chosen = new Set();
  }

  shows(finding) {
    return this.chosen.size === 0 || this.chosen.has(finding[this.field]);
  }

  /** Draw one chip per value that open findings have, when there are enough to choose. */
  draw(counts) {
    for (const value of this.chosen) if (!counts.has(value)) this.chosen.delete(value);
    this.root.hidden = counts.size < this.least;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.value : null;
    this.root.replaceChildren(...Array.from(counts, ([value, count]) => this.chip(value, count)));
    if (focused) this.root.querySelector(`[data-value="${focused}"]`)?.focus();
  }

  chip(value, count) {
    const isCategory = this.field === "category";
    return el(
      "button",
      {
        type: "button",
        class: `chip ${isCategory ? "cat" : "sev"}-${value}`,
        "data-value": value,
        "aria-pressed": String(this.chosen.has(value)),
        onclick: () => this.toggle(value),
      },
      isCategory && el("span", { class: "swatch", "aria-hidden": "true" }),
      isCategory ? t(`category.${value}`) : `${t("card.severity")} ${t(`severity.${value}`)}`,
      el("span", { class: "count" }, number(count)),
    );
  }

  toggle(value) {
    if (!this.chosen.delete(value)) this.chosen.add(value);
    this.onChange();
  }
}
