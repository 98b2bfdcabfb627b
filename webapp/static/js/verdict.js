// The bar under the head: verdict, counts, what was read and what was not.

import { byId, el } from "./dom.js";
import { counted, number, said, t } from "./strings.js";

const UNREAD = new Set(["not_read", "partly_read"]);

/** Shows one state of the page at a time. */
export class VerdictBar {
  constructor({ onRetry }) {
    this.bar = byId("verdict");
    this.label = byId("verdict-label");
    this.detail = byId("verdict-detail");
    this.figures = byId("verdict-figures");
    this.notices = byId("verdict-notices");
    this.progress = byId("verdict-progress");
    this.onRetry = onRetry;
  }

  show(state, { label, detail = "", figures = "", notices = [], isBusy = false }) {
    this.bar.dataset.state = state;
    this.bar.setAttribute("aria-busy", String(isBusy));
    this.progress.hidden = true;
    // The bar is read out when it changes; the same words need not be said again.
    const fresh = typeof detail === "string" ? detail : detail.textContent;
    if (this.label.textContent !== label) this.label.textContent = label;
    if (this.detail.textContent !== fresh) this.detail.replaceChildren(detail);
    if (this.figures.textContent !== figures) this.figures.textContent = figures;
    this.notices.replaceChildren(...notices.map((text) => el("li", {}, text)));
    this.notices.hidden = notices.length === 0;
  }

  showEmpty() {
    this.show("empty", { label: t("bar.empty"), detail: t("bar.empty.detail") });
  }

  /** Say that the draft is being screened; a report on show stays readable. */
  showBusy({ isFirst, label = t("bar.busy") }) {
    if (isFirst) this.show("busy", { label, isBusy: true });
    else this.bar.setAttribute("aria-busy", "true");
  }

  /** How much of a file has been sent; at 1 the program is reading it. */
  showProgress(share) {
    this.progress.hidden = share >= 1;
    this.progress.value = Math.round(share * 100);
  }

  showEdited() {
    this.show("edited", { label: t("bar.edited"), detail: t("bar.edited.detail") });
  }

  showProblem({ message, hint }) {
    this.show("problem", { label: message, detail: this.withRetry(hint || "") });
  }

  showOffline() {
    this.show("offline", { label: t("bar.offline"), detail: this.withRetry(t("bar.offline.detail")) });
  }

  withRetry(text) {
    const retry = el("button", { type: "button", class: "link", onclick: this.onRetry }, t("bar.retry"));
    return el("span", {}, text, " ", retry);
  }

  /** The screener's advice on what is still open. */
  showReport({ findings, report, parts, warnings }) {
    const verdict = findings.verdict(report.verdict);
    this.show(verdict, {
      label: t(labelOf(verdict, findings)),
      detail: countsOf(findings, verdict),
      figures: figuresOf(report, parts),
      notices: noticesOf(parts, warnings, report.coverage.trust),
    });
  }
}

/** The key of the words for a verdict: they must not deny the advice beside them. */
function labelOf(verdict, findings) {
  const hasNotes = verdict === "pass" && findings.open.length > 0;
  return hasNotes ? "verdict.pass_with_notes" : `verdict.${verdict}`;
}

function countsOf(findings, verdict) {
  if (verdict === "not_screened") return t("bar.not_screened");
  const open = findings.open.length;
  const answered = findings.answered.length;
  const found = verdict === "pass" ? "bar.advice" : "bar.findings";
  const said = open ? counted(found, open) : t(answered ? "bar.all_answered" : "bar.clean");
  return answered ? `${said} · ${counted("bar.answered", answered)}` : said;
}

function figuresOf(report, parts) {
  const isWhole = !parts.some((part) => UNREAD.has(part.status));
  const images = parts
    .filter((part) => part.part === "image" && part.status === "not_judged")
    .reduce((sum, part) => sum + part.count, 0);
  return [
    t(isWhole ? "bar.read_all" : "bar.read_partly"),
    counted("bar.sentences", report.document.sentences),
    images ? counted("bar.images", images) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function noticesOf(parts, warnings, trust) {
  const unread = parts
    .filter((part) => UNREAD.has(part.status))
    .map((part) => {
      const name = `${t(`part.${part.part}`)} (${number(part.count)})`;
      return part.reason ? `${name}: ${said(part.reason)}` : t("bar.unread_part", { part: name });
    });
  const doubt = trust === "doubtful" && warnings.length === 0 ? [t("bar.doubtful")] : [];
  return [...new Set([...warnings.map(said), ...doubt, ...unread])];
}
