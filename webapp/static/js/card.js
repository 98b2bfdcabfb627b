// One finding: a row while it is closed, a card while it is open.

import { answerForm } from "./answers.js";
import { el } from "./dom.js";
import { number, said, t } from "./strings.js";

const LONGEST_ROW_QUOTE = 80;
const LONGEST_STRUCK = 60;

/** The row of a closed finding. */
export function row(finding, { onOpen }) {
  return el(
    "button",
    { type: "button", class: "row", "aria-expanded": "false", onclick: () => onOpen(finding.key) },
    el("span", { class: "number" }, String(finding.number)),
    el("span", { class: "category" }, t(`category.${finding.category}`)),
    el("span", { class: "quote" }, quoted(shortened(finding.quote))),
    el("span", { class: "severity" }, t(`severity.${finding.severity}`)),
  );
}

/** The row of a finding that was answered, with a way to take the answer back. */
export function answeredRow(finding, { onRestore }) {
  const reason = finding.answer.reason ? t(`reason.${finding.answer.reason}`) : t("answer.false_alarm");
  return el(
    "li",
    { class: `answered cat-${finding.category}` },
    el("span", { class: "quote" }, quoted(shortened(finding.quote))),
    el("span", { class: "reason" }, reason),
    el("button", { type: "button", class: "link", onclick: () => onRestore(finding.key) }, t("card.restore")),
  );
}

/** The whole card. `actions` has onApply, onAnswer, onClose and onResize. */
export function card(finding, actions, { isStatic = false } = {}) {
  const node = el(
    "article",
    { class: "card-body", tabindex: isStatic ? null : "-1", "aria-label": labelOf(finding) },
    head(finding, isStatic ? null : actions.onClose),
    el("p", { class: "quote" }, quoted(finding.quote)),
    el("p", { class: "why" }, said(finding.explanation)),
    legal(finding.legal_basis),
    suggestions(finding, isStatic ? null : actions.onApply),
  );
  if (!isStatic) node.append(foot(finding, actions));
  return node;
}

function labelOf(finding) {
  return t("card.label", {
    number: finding.number,
    category: t(`category.${finding.category}`),
    severity: t(`severity.${finding.severity}`),
  });
}

function head(finding, onClose) {
  return el(
    "header",
    {},
    el("span", { class: "number" }, String(finding.number)),
    el("h3", { class: "category" }, t(`category.${finding.category}`)),
    el("span", { class: "severity" }, severityWords(finding), " · ", certainty(finding)),
    ...badges(finding),
    el("span", { class: "place" }, placeWords(finding.place)),
    onClose && el("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: onClose }),
  );
}

function severityWords(finding) {
  return el("span", {}, t("card.severity"), " ", el("strong", {}, t(`severity.${finding.severity}`)));
}

function certainty(finding) {
  if (finding.rule && finding.score >= 1) return t("card.by_lexicon");
  return t("card.certainty", { percent: number(Math.round(finding.score * 100)) });
}

function badges(finding) {
  return [
    finding.stance === "reported" && el("span", { class: "badge" }, t("stance.reported")),
    finding.unsure && el("span", { class: "badge unsure" }, t("card.unsure")),
  ];
}

function placeWords(place) {
  if (place.part === "title") return t("part.title");
  return [
    place.page && t("place.page", { number: number(place.page) }),
    place.slide && t("place.slide", { number: number(place.slide) }),
    place.part !== "body" && t(`part.${place.part}`),
    place.cell ? cellWords(place.cell) : place.paragraph && t("place.paragraph", { number: number(place.paragraph) }),
    place.time,
  ]
    .filter(Boolean)
    .join(" · ");
}

// A table cell in words; one of a spreadsheet goes by its own name.
function cellWords(cell) {
  if (cell.includes("!")) return cell;
  return cell
    .replace(/bảng (\d+)/, (_, table) => t("place.table", { number: table }))
    .replace(/R(\d+)C(\d+)/, (_, row, column) => t("place.cell", { row, column }));
}

function legal(bases) {
  if (bases.length === 0) return el("p", { class: "legal none" }, t("card.no_legal"));
  const articles = new Map();
  for (const basis of bases) {
    const title = said(basis.title);
    const article = said({ vi: basis.article, en: basis.article_en });
    articles.set(title, [...(articles.get(title) || []), article].filter(Boolean));
  }
  const laws = Array.from(articles, ([title, each]) => [title, each.join(", ")].filter(Boolean).join(": "));
  return el("p", { class: "legal" }, laws.join("; "));
}

function suggestions(finding, onApply) {
  if (finding.suggestions.length === 0) return null;
  return el(
    "ul",
    { class: "suggestions" },
    ...finding.suggestions.map((suggestion) => suggestionItem(finding, suggestion, onApply)),
  );
}

function suggestionItem(finding, suggestion, onApply) {
  const note = said(suggestion.note);
  if (suggestion.kind === "question") return el("li", { class: "question" }, el("p", {}, note));
  const button =
    onApply &&
    el(
      "button",
      { type: "button", class: "apply", disabled: finding.isTouched, onclick: () => onApply(finding.key, suggestion) },
      t("card.apply"),
    );
  const words = el("p", {}, ...rewording(finding, suggestion), note && el("span", { class: "note" }, ` ${note}`));
  return el("li", {}, words, button);
}

function rewording(finding, suggestion) {
  const old = suggestion.original || finding.quote;
  if (suggestion.kind === "delete") return [t("card.delete"), " ", el("del", {}, shortened(old))];
  const fresh = el("ins", {}, suggestion.replacement);
  return old.length <= LONGEST_STRUCK ? [el("del", {}, old), " → ", fresh] : [fresh];
}

function foot(finding, { onAnswer, onResize }) {
  const place = el("div", { class: "answer-place" });
  const show = (...nodes) => {
    place.replaceChildren(...nodes);
    onResize();
  };
  const open = (kind) => () => {
    const form = answerForm(kind, {
      quote: finding.quote,
      onSubmit: (answer) => onAnswer(finding.key, kind, answer),
      onCancel: () => show(),
    });
    show(form);
    form.querySelector("input, textarea, button").focus({ preventScroll: true });
  };
  return el(
    "footer",
    {},
    el(
      "div",
      { class: "answers" },
      el("button", { type: "button", class: "link dismiss", onclick: open("dismissal") }, t("card.dismiss")),
      el("button", { type: "button", class: "link false-alarm", onclick: open("false_alarm") }, t("card.false_alarm")),
      el("span", { class: "keys", "aria-hidden": "true" }, "J K · Enter · X"),
    ),
    place,
  );
}

/** The words between quotation marks of the card's own; stray marks at the ends go. */
function quoted(words) {
  return `“${words.replace(/^[\s,;:.…“”"'‘’]+|[\s,;:“”"'‘’]+$/gu, "") || words}”`;
}

/** The quote, cut at a word with an ellipsis when it is long. */
function shortened(quote, longest = LONGEST_ROW_QUOTE) {
  if (quote.length <= longest) return quote;
  const cut = quote.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2))}…`;
}

