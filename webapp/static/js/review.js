// The labelling page: one sentence after another, by keys alone.

import { Offline, answerTo, posted } from "./api.js";
import { byId, el } from "./dom.js";
import { Judgement } from "./review-answer.js";
import { listenForReviewKeys } from "./review-keys.js";
import { guessWords, lastWords, ownWords } from "./review-last.js";
import { SentenceView } from "./review-sentence.js";
import { number, t } from "./strings.js";

document.documentElement.classList.add("js");
const main = byId("main");
const isDeciding = main.dataset.mode === "decide";
const root = main.dataset.root;
const query = main.dataset.query ? `?${main.dataset.query}` : "";
const note = byId("note");
const sentence = new SentenceView(byId("sentence"), { onChoice: () => {} });
let judgement = new Judgement();
let item = null;
let sawSuggestion = false;
let isBusy = false;

/** Show a sentence with nothing chosen, or that there is none. */
function show(next) {
  item = next;
  judgement = new Judgement();
  sawSuggestion = false;
  note.value = "";
  hideProblem();
  byId("work").hidden = !item;
  byId("nothing").hidden = Boolean(item);
  if (!item) return;
  byId("about").textContent = [item.genre, item.outlet].filter(Boolean).join(" · ");
  byId("before").textContent = item.before;
  byId("after").textContent = item.after;
  sentence.show(item.text);
  draw();
}

/** Show what is chosen and what is missing. */
function draw() {
  sentence.mark(judgement.spans);
  for (const node of document.querySelectorAll("[data-category]")) press(node, judgement.spans.has(node.dataset.category));
  for (const node of document.querySelectorAll("[data-stance]")) press(node, judgement.stance === node.dataset.stance);
  for (const node of document.querySelectorAll("[data-severity]")) press(node, judgement.severity === node.dataset.severity);
  press(byId("unsure"), judgement.isUnsure);
  byId("marked").replaceChildren(...[...judgement.spans].flatMap(([category, spans]) => spans.map((span, index) => markedLine(category, span, index))));
  byId("asked").textContent = t(judgement.missing ?? "label.ready");
}

function press(node, isOn) {
  node.setAttribute("aria-pressed", String(isOn));
}

function markedLine(category, span, index) {
  const whole = sentence.whole;
  const isWhole = span[0] === whole[0] && span[1] === whole[1];
  const remove = () => {
    judgement.unmark(category, index);
    draw();
  };
  return el("li", { class: `cat-${category}` },
    el("strong", { class: "category" }, t(`category.${category}`)),
    el("span", { class: "quote", lang: "vi" }, isWhole ? t("label.whole") : sentence.quote(span)),
    el("button", { type: "button", class: "link", onclick: remove }, t("label.remove")));
}

function choose(category) {
  if (!item) return;
  judgement.mark(category, sentence.chosen, sentence.whole);
  sentence.clear();
  draw();
}

function drawProgress(progress) {
  if (!progress) return;
  const rate = progress.rate === null ? "" : t("label.rate", { count: number(progress.rate) });
  byId("bar-detail").textContent = [t("label.today", { count: number(progress.today) }), rate].filter(Boolean).join(" · ");
  byId("bar-figures").textContent = t("label.left", { count: number(isDeciding ? progress.disputed : progress.left) });
}

/** Do something with the program; what goes wrong is said, and nothing is lost. */
async function attempt(action) {
  if (isBusy) return;
  isBusy = true;
  main.setAttribute("aria-busy", "true");
  try {
    await action();
  } catch (error) {
    showProblem(error);
  } finally {
    isBusy = false;
    main.removeAttribute("aria-busy");
  }
}

function showProblem(error) {
  const words = error instanceof Offline ? t("label.offline") : [error.message, error.hint].filter(Boolean).join(" ");
  byId("problem").textContent = words;
  byId("problem").hidden = byId("problem-acts").hidden = false;
  byId("send-again").hidden = isDeciding;
}

function hideProblem() {
  byId("problem").hidden = byId("problem-acts").hidden = true;
}

function send() {
  if (!item || judgement.missing) {
    byId("asked").classList.add("is-asking");
    return;
  }
  byId("asked").classList.remove("is-asking");
  const record = { ...judgement.toRecord(), version: item.version, saw_suggestion: sawSuggestion, note: note.value };
  attempt(async () => {
    if (isDeciding) {
      const { address } = await posted(location.pathname, record);
      location.assign(address);
      return;
    }
    const answer = await posted(`${root}/cau/${item.id}/tra-loi${query}`, record);
    byId("last").replaceChildren(...lastWords(record, answer.last));
    byId("last").hidden = false;
    note.blur();
    show(answer.item);
    drawProgress(answer.progress);
  });
}

/** After somebody else acted: the same answer to the sentence as it stands now. */
function sendAgain() {
  attempt(async () => {
    const now = await answerTo(`${root}/cau/${item.id}`);
    item.version = now.item.version;
    byId("send-again").hidden = !now.may_answer;
    if (!now.may_answer) return; // what is wrong stays on show
    hideProblem();
    setTimeout(send); // once this request is over
  });
}

function goOn() {
  if (isDeciding) location.assign(main.dataset.next);
  else location.reload();
}

function undo() {
  if (isDeciding) return;
  attempt(async () => {
    const { item: before, said, progress } = await posted(`${root}/hoan-tac${query}`, {});
    drawProgress(progress);
    if (!before) {
      byId("asked").textContent = t("label.nothing_to_undo");
      return;
    }
    show(before);
    judgement.take(said.answer, said.is_unsure);
    note.value = said.note;
    draw();
    byId("last").hidden = true;
    byId("asked").textContent = t("label.taken_back");
  });
}

function skip() {
  if (isDeciding || !item) return;
  attempt(async () => {
    const answer = await posted(`${root}/cau/${item.id}/bo-qua${query}`, {});
    show(answer.item);
    drawProgress(answer.progress);
  });
}

function suggest() {
  if (!item || !document.getElementById("suggest")) return;
  attempt(async () => {
    const { guesses } = await answerTo(`${root}/cau/${item.id}/goi-y`);
    sawSuggestion = true;
    byId("asked").textContent = `${t("label.model")}: ${guessWords(guesses)}`;
  });
}

/** Take one of the two blind labels as the decision to start from. */
function adopt(index) {
  const label = record.labels?.[index];
  if (!label) return;
  judgement.take(label.answer, false);
  draw();
}

function drawLabels(labels) {
  labels.forEach(({ answer, is_unsure: isUnsure, note: words }, index) => {
    const node = byId(`label-${index}`);
    node.querySelector(".said").textContent = ownWords({ ...answer, is_unsure: isUnsure });
    node.querySelector(".words").replaceChildren(...answer.spans.map(([start, end, category]) =>
      el("li", { class: `cat-${category}` }, el("strong", { class: "category" }, t(`category.${category}`)), " ",
        el("span", { class: "quote", lang: "vi" }, sentence.quote([start, end])))));
    node.querySelector(".note").textContent = words;
    node.querySelector("button").addEventListener("click", () => adopt(index));
  });
}

function keyed(selector, key) {
  return document.querySelector(`${selector}[aria-keyshortcuts="${key.toUpperCase()}"]`);
}

listenForReviewKeys({
  category: (key) => keyed("[data-category]", key)?.click(),
  step: (by, isLonger) => item && sentence.step(by, { extends: isLonger }),
  send,
  clear: () => sentence.clear(),
  leaveNote: () => {
    note.blur();
    byId("sentence").focus();
  },
  named: (key) => {
    if (!/^[a-z?]$/.test(key)) return null;
    const pick = keyed("[data-stance]", key) ?? keyed("[data-severity]", key);
    if (pick) return () => pick.click();
    const acts = {
      u: () => byId("unsure").click(),
      n: () => note.focus(),
      z: undo,
      s: skip,
      g: suggest,
      f: () => adopt(0),
      j: () => adopt(1),
      h: () => (byId("guide").open = !byId("guide").open),
      "?": () => (byId("keys").open = !byId("keys").open),
    };
    return acts[key] ?? null;
  },
});

for (const [list, act] of [
  ["categories", (node) => choose(node.dataset.category)],
  ["stances", (node) => judgement.setStance(node.dataset.stance)],
  ["severities", (node) => (node.id === "unsure" ? (judgement.isUnsure = !judgement.isUnsure) : judgement.setSeverity(node.dataset.severity))],
]) {
  byId(list).addEventListener("click", (event) => {
    const node = event.target.closest("button");
    if (!node || !item) return;
    act(node);
    draw();
    // Enter then keeps the answer instead of pressing the button again.
    node.blur();
  });
}
byId("send").addEventListener("click", send);
document.getElementById("undo")?.addEventListener("click", undo);
document.getElementById("undo-last")?.addEventListener("click", undo);
document.getElementById("skip")?.addEventListener("click", skip);
document.getElementById("suggest")?.addEventListener("click", suggest);
byId("send-again").addEventListener("click", sendAgain);
byId("go-on").addEventListener("click", goOn);

const record = JSON.parse(byId("page-record").textContent);
show(record.item);
drawProgress(record.progress);
if (record.labels) drawLabels(record.labels);
