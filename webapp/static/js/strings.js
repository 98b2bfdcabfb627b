// The page's words, in the language that the server rendered it in.

const words = JSON.parse(document.getElementById("page-strings").textContent);

/** The language of the page: "vi" or "en". */
export const language = document.documentElement.lang === "en" ? "en" : "vi";

/** The words for `key`, `{name}` replaced by the facts. */
export function t(key, facts = {}) {
  const template = words[key];
  if (template === undefined) throw new Error(`no words for ${key}`);
  return template.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

/** The words for a number of things; English tells one from many. */
export function counted(key, count, facts = {}) {
  return t(count === 1 ? `${key}.one` : key, { count: number(count), ...facts });
}

/** A number as readers of the page write it. */
export function number(value) {
  return value.toLocaleString(language === "en" ? "en-GB" : "vi-VN");
}

/** The page's language of a text that comes as {vi, en}. */
export function said(bilingual) {
  return bilingual ? bilingual[language] : "";
}
