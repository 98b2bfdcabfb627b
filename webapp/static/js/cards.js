// The list beside the paper: one card open, the rest one line each.

import { answeredRow, card, row } from "./card.js";
import { el } from "./dom.js";
import { counted, said, t } from "./strings.js";

/** Draws findings, answered findings and mentions. */
export class Cards {
  constructor({ list, answered, mentions, excepted, actions }) {
    Object.assign(this, { list, answered, mentions, excepted, actions });
    this.items = new Map();
    this.openKey = null;
  }

  /** Draw everything anew; the open card stays open when it is still there. */
  draw(findings, isShown) {
    const shown = findings.open.filter(isShown);
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.shown = shown;
    if (!shown.some((finding) => finding.key === this.openKey)) this.openKey = null;
    // An answer that somebody is writing must not vanish because a reply came in.
    const written = this.openItem?.querySelector("form") ? this.openItem : null;
    const isWritten = (finding) => written && finding.key === this.openKey;
    this.items = new Map(
      shown.map((finding) => [finding.key, isWritten(finding) ? written : this.item(finding)]),
    );
    this.list.replaceChildren(...this.items.values());
    this.drawAnswered(findings.answered);
    this.drawMentions(findings.mentions);
    this.drawExcepted(findings.excepted);
    if (focused && written?.contains(focused)) focused.focus({ preventScroll: true });
    else if (focused) this.focusCard();
  }

  item(finding) {
    const isOpen = finding.key === this.openKey;
    const node = el("li", {
      class: `card cat-${finding.category} sev-${finding.severity}${isOpen ? " is-open" : ""}`,
      "data-key": finding.key,
    });
    node.append(isOpen ? card(finding, this.actions) : row(finding, this.actions));
    return node;
  }

  /** Open one card and close the other; null only closes. */
  open(key) {
    const changed = [this.openKey, key];
    this.openKey = key;
    for (const finding of this.shown.filter((each) => changed.includes(each.key))) {
      const fresh = this.item(finding);
      this.items.get(finding.key).replaceWith(fresh);
      this.items.set(finding.key, fresh);
    }
  }

  /** The finding that lies `step` after the open one among those shown. */
  neighbour(step) {
    if (this.shown.length === 0) return null;
    const here = this.shown.findIndex((finding) => finding.key === this.openKey);
    if (here < 0) return this.shown.at(step > 0 ? 0 : -1);
    return this.shown[(here + step + this.shown.length) % this.shown.length];
  }

  get openItem() {
    return this.items.get(this.openKey) || null;
  }

  focusCard() {
    this.openItem?.querySelector(".card-body").focus({ preventScroll: true });
  }

  /** Show the form of an answer in the open card. */
  askAnswer(kind) {
    this.openItem?.querySelector(kind === "dismissal" ? ".dismiss" : ".false-alarm").click();
  }

  drawAnswered(findings) {
    this.answered.hidden = findings.length === 0;
    this.answered.querySelector("summary").textContent = counted("list.answered", findings.length);
    const rows = findings.map((finding) => answeredRow(finding, this.actions));
    this.answered.querySelector("ul").replaceChildren(...rows);
  }

  drawMentions(mentions) {
    this.mentions.hidden = mentions.length === 0;
    this.mentions.querySelector("h2").textContent = counted("list.mentions", mentions.length);
    const items = mentions.map((mention) =>
      el("li", {}, el("q", {}, mention.quote), " ", el("span", {}, said(mention.why))),
    );
    this.mentions.querySelector("ul").replaceChildren(...items);
  }

  drawExcepted(items) {
    this.excepted.hidden = items.length === 0;
    this.excepted.querySelector("summary").textContent = counted("list.excepted", items.length);
    const rows = items.map(({ quote, phrase }) =>
      el("li", {}, el("q", {}, quote), " ", el("span", {}, t("list.excepted.by", { phrase }))),
    );
    this.excepted.querySelector("ul").replaceChildren(...rows);
  }

  /** Open every card for the printer, or go back to one. */
  drawForPrint(isPrinting) {
    for (const finding of this.shown || []) {
      const node = this.items.get(finding.key);
      if (isPrinting) node.replaceChildren(card(finding, this.actions, { isStatic: true }));
      else node.replaceWith(this.refreshed(finding));
    }
  }

  refreshed(finding) {
    const fresh = this.item(finding);
    this.items.set(finding.key, fresh);
    return fresh;
  }
}

/** What stands in the list while there is nothing to list. */
export function listNote(state) {
  if (state === "clean") return [el("h2", {}, t("list.clean")), el("p", {}, t("list.clean.detail"))];
  if (state === "filtered") return [el("p", {}, t("list.filtered"))];
  return [el("p", {}, t("list.answered_all"))];
}
