// What was said of the last sentence, and what the model had said: shown afterwards.

import { el } from "./dom.js";
import { t } from "./strings.js";

/** The panel's contents for an answer that was kept. */
export function lastWords(record, last) {
  const own = new Set(record.spans.map(([, , category]) => category));
  const guessed = new Set(last.guesses.map(({ category }) => category));
  const isSame = own.size === guessed.size && [...own].every((category) => guessed.has(category));
  return [
    el("h2", {}, t("label.last")),
    el("p", { class: "quote", lang: "vi" }, last.text),
    el("dl", { class: "facts" },
      el("dt", {}, t("label.yours")), el("dd", {}, ownWords(record)),
      el("dt", {}, t("label.model")), el("dd", {}, guessWords(last.guesses))),
    el("p", { class: "soft" }, t(isSame ? "label.same" : "label.different")),
  ];
}

/** An answer in words. */
export function ownWords(record) {
  const words = [t(`stance.${record.stance}`)];
  const categories = [...new Set(record.spans.map(([, , category]) => category))];
  if (categories.length) words.push(categories.map((code) => t(`category.${code}`)).join(", "), t(`severity.${record.severity}`));
  else if (record.stance !== "none") words.push(t("label.clean"));
  if (record.is_unsure) words.push(t("label.unsure"));
  return words.join(" · ");
}

/** What the model said, in words. */
export function guessWords(guesses) {
  if (!guesses.length) return t("label.model_none");
  return guesses
    .map(({ category, severity, score }) => `${t(`category.${category}`)} (${t(`severity.${severity}`)}, ${Math.round(score * 100)}%)`)
    .join("; ");
}
