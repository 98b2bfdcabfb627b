// Joins the page's pieces: the draft, the paper, the cards, the bar, the keys.

import { sampleDraft } from "./api.js";
import { Alignment, WIDE } from "./align.js";
import { Cards, listNote } from "./cards.js";
import { byId, debounced } from "./dom.js";
import { Draft } from "./draft.js";
import { Editor } from "./editor.js";
import { Filters } from "./filters.js";
import { listenForKeys } from "./keyboard.js";
import { listenForMissed } from "./missed.js";
import { wellFormed } from "./offsets.js";
import { Paper } from "./paper.js";
import { SavedWords } from "./saved.js";
import { forgetDraft, keepDraft, keptDraft } from "./session.js";
import { counted, t } from "./strings.js";
import { listenForFiles } from "./upload.js";
import { VerdictBar } from "./verdict.js";

const KEEP_AFTER_MS = 400;
const TOAST_MS = 6000;

/** Draws the state of an editor; every method shows one thing that happened. */
class View {
  constructor() {
    this.draft = new Draft();
    this.form = byId("draft-form");
    this.saved = new SavedWords({ idOf: () => this.editor.id });
    this.editor = new Editor({
      draft: this.draft,
      view: this,
      maxCharacters: Number(this.form.dataset.maxCharacters),
      maxBytes: Number(this.form.dataset.maxBytes),
    });
    this.paper = new Paper(byId("paper"), this.draft, {
      onEdit: (change, how) => this.editor.edited(change, how),
      onMark: (key) => this.open(key, { from: "text" }),
      onUndo: () => this.editor.undo(),
      onRedo: () => this.editor.redo(),
    });
    this.bar = new VerdictBar({ onRetry: () => this.editor.check() });
    const onChange = () => this.drawFindings();
    this.filters = new Filters(byId("filters"), { field: "category", onChange });
    this.levels = new Filters(byId("levels"), { field: "severity", onChange, least: 2 });
    this.cards = new Cards({
      list: byId("cards"),
      answered: byId("answered"),
      mentions: byId("mentions"),
      excepted: byId("excepted"),
      actions: {
        onOpen: (key) => this.open(key, { from: "list" }),
        onClose: () => this.close(),
        onApply: (key, suggestion) => this.editor.apply(key, suggestion),
        onAnswer: (key, kind, answer) => this.editor.answer(key, kind, answer),
        onResize: () => this.alignment.align(),
        onRestore: (key) => this.editor.answer(key, "withdrawal"),
      },
    });
    this.alignment = new Alignment({
      frame: byId("frame"),
      list: byId("cards"),
      target: () => this.alignmentTarget(),
    });
    const keepNow = () => this.draft.isEmpty || keepDraft(this.editor.kept);
    this.keep = debounced(keepNow, () => KEEP_AFTER_MS);
    addEventListener("pagehide", () => {
      keepNow();
      this.editor.saver.save();
    });
  }

  // -- what the editor tells ---------------------------------------------------

  drawDraft() {
    this.paper.marks = [];
    this.paper.redraw();
    this.drawEdit();
  }

  drawEdit() {
    this.drawHead();
    this.setScreen(this.editor.report ? "report" : "draft");
    if (!this.editor.report && !this.draft.isEmpty) this.bar.showEdited();
    this.keep();
    this.paintSoon ??= debounced(() => this.paint(), () => 0);
    this.paintSoon();
  }

  drawReplay(change) {
    this.paper.redrawChange(change);
  }

  drawEmpty() {
    document.body.removeAttribute("data-busy");
    this.keep.cancel();
    forgetDraft();
    this.setScreen("empty");
    this.drawFindings();
    this.drawHead();
    this.bar.showEmpty();
  }

  drawBusy(how) {
    document.body.toggleAttribute("data-busy", true);
    this.bar.showBusy(how);
  }

  drawReport() {
    document.body.removeAttribute("data-busy");
    this.setScreen("report");
    this.drawHead();
    this.drawFindings();
    this.keep();
    if (this.isAsked) this.showFirst();
    this.isAsked = false;
  }

  drawApplied(next) {
    this.drawFindings();
    if (next) this.open(next.key, { from: "keys" });
    this.toast(t("toast.applied"), { canUndo: true });
  }

  drawAnswered(next) {
    this.drawFindings();
    if (next && !next.answer) this.open(next.key, { from: "keys" });
  }

  drawProblem(problem) {
    document.body.removeAttribute("data-busy");
    this.bar.showProblem(problem);
  }

  drawProgress(share) {
    this.bar.showProgress(share);
  }

  drawSaved(state, facts) {
    this.saved.show(state, facts);
    // What is kept over a reload must know what is on the server by now.
    if (state === "saved") this.keep?.();
  }

  drawOffline() {
    document.body.removeAttribute("data-busy");
    this.bar.showOffline();
  }

  replaceText(start, end, inserted) {
    this.paper.replace(start, end, inserted, { keepsFocus: false });
  }

  neighbourOf(key) {
    const next = this.cards.openKey === key ? this.cards.neighbour(1) : null;
    return next && next.key !== key ? next : null;
  }

  // -- drawing -----------------------------------------------------------------

  setScreen(name) {
    document.body.dataset.screen = this.draft.isEmpty ? "empty" : name;
  }

  drawHead() {
    const title = this.editor.file.name || this.draft.title;
    byId("draft-title").textContent = title || t("head.untitled");
    byId("meta").textContent = this.draft.isEmpty ? "" : this.metaWords();
    byId("undo").disabled = !this.editor.history.canUndo;
    byId("redo").disabled = !this.editor.history.canRedo;
  }

  metaWords() {
    const words = counted("meta.words", this.draft.wordCount);
    return this.editor.file.name ? `${words} · ${this.editor.file.name}` : words;
  }

  drawFindings() {
    const { findings, report } = this.editor;
    this.filters.draw(findings.counts("category"));
    this.levels.draw(findings.counts("severity"));
    this.cards.draw(findings, (finding) => this.shows(finding));
    this.paint();
    this.paper.emphasise(this.cards.openKey);
    byId("list-note").replaceChildren(...this.note());
    this.alignment.later();
    if (report) {
      this.bar.showReport({ findings, report, parts: this.editor.parts, warnings: this.editor.warnings });
    }
  }

  shows(finding) {
    return this.filters.shows(finding) && this.levels.shows(finding);
  }

  note() {
    const { findings, report } = this.editor;
    if (!report || this.cards.shown.length || report.verdict === "not_screened") return [];
    if (findings.open.length) return listNote("filtered");
    return listNote(findings.answered.length ? "answered" : "clean");
  }

  paint() {
    const { findings } = this.editor;
    const shown = findings.open.filter((finding) => this.shows(finding));
    this.paper.paint([...shown.map(findingMark), ...findings.mentions.map(mentionMark)]);
    this.paper.emphasise(this.cards.openKey);
  }

  alignmentTarget() {
    const item = this.cards.openItem;
    const [passage] = item ? this.paper.marksOf(this.cards.openKey) : [];
    return passage ? { passage, item } : null;
  }

  /** Say something in passing, with an undo beside it where there is one. */
  toast(words, { canUndo }) {
    const node = byId("toast");
    byId("toast-undo").hidden = !canUndo;
    node.querySelector("span").textContent = words;
    node.hidden = false;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (node.hidden = true), TOAST_MS);
  }

  // -- moving about ------------------------------------------------------------

  /** Open a finding's card; `from` tells where the person is looking. */
  open(key, { from }) {
    this.cards.open(key);
    this.paper.emphasise(key);
    const [passage] = this.paper.marksOf(key);
    if (from !== "text") passage?.scrollIntoView({ block: "nearest" });
    this.alignment.align();
    if (from !== "text") this.cards.focusCard();
  }

  close() {
    byId("take").open = false;
    const { openKey } = this.cards;
    this.cards.open(null);
    this.paper.emphasise(null);
    this.alignment.later();
    this.cards.items.get(openKey)?.querySelector("button").focus({ preventScroll: true });
  }

  move(step) {
    const next = this.cards.neighbour(step);
    if (next) this.open(next.key, { from: "keys" });
  }

  /** Open the first card, unless it would cover the text it speaks of. */
  showFirst() {
    if (WIDE.matches && this.cards.openKey === null && this.cards.shown.length) this.move(1);
  }

  applyFirst() {
    const finding = this.editor.findings.byKey(this.cards.openKey);
    const first = finding?.suggestions.find((suggestion) => suggestion.kind !== "question");
    if (first) this.editor.apply(finding.key, first);
  }

  /** Screen because a person asked to. */
  ask() {
    this.isAsked = true;
    this.editor.check();
  }

  async startAnew() {
    await this.editor.saver.save();
    this.editor.open({ text: "" });
    history.pushState(null, "", "/");
    this.saved.linkLanguages();
    this.drawEmpty();
    byId("paper").focus();
  }

  /** Save on purpose: a version that stays. */
  async save() {
    const { saver } = this.editor;
    await saver.save({ kind: "saved" });
    if (saver.saved && !saver.isDirty) this.toast(t("toast.saved"), { canUndo: false });
  }

  async loadSample() {
    this.editor.open({ text: wellFormed(await sampleDraft()).trimEnd() });
    this.ask();
  }
}

function findingMark(finding) {
  const { key, start, end, number, category, severity } = finding;
  return { key, start, end, number, kind: `finding cat-${category} sev-${severity}` };
}

function mentionMark({ start, end }) {
  return { key: "", start, end, number: null, kind: "mention" };
}

/** Take up what this tab had not saved, else the draft of this page, else nothing. */
function begin(editor, typed) {
  const opened = JSON.parse(byId("page-draft").textContent);
  const kept = keptDraft();
  const isOurs = kept?.text && kept.isDirty !== false && (opened ? kept.id === opened.id : !kept.saved);
  if (isOurs) editor.open({ ...kept, isDirty: true });
  else if (opened) editor.open({ ...opened, text: typed });
  else if (typed.trim()) editor.open({ text: typed });
}

/** Save before a file is made of the draft; close the menu on a click elsewhere. */
function listenForDownloads(saver) {
  const menu = byId("take");
  addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || !saver.isDirty || saver.isAtRisk) return;
    event.preventDefault();
    await saver.save();
    if (!saver.isDirty) link.click();
  });
}

function start() {
  document.documentElement.classList.add("js");
  const field = byId("plain-text");
  // Browsers bring back what stood in a field before; a saved draft comes as it is.
  const typed = wellFormed(byId("page-draft").textContent === "null" ? field.value : field.defaultValue);
  field.remove();
  const view = new View();
  const { editor } = view;
  const on = (id, action) => byId(id).addEventListener("click", action);
  view.form.addEventListener("submit", (event) => {
    event.preventDefault();
    view.ask();
  });
  on("undo", () => editor.undo());
  on("redo", () => editor.redo());
  on("toast-undo", () => {
    byId("toast").hidden = true;
    editor.undo();
  });
  on("anew", () => view.startAnew());
  on("keep-mine", () => editor.saver.overrule());
  on("take-theirs", () => {
    forgetDraft();
    editor.saver.forget(editor.draft.text);
    location.reload();
  });
  listenForDownloads(editor.saver);
  addEventListener("beforeunload", (event) => {
    if (editor.saver.isAtRisk) event.preventDefault();
  });
  addEventListener("popstate", () => location.reload());
  on("sample", () => view.loadSample());
  on("help-button", () => byId("help").showModal());
  listenForFiles({
    input: byId("file"),
    button: byId("upload"),
    zone: document.body,
    onFile: (file) => editor.openFile(file),
  });
  listenForKeys({
    check: () => view.ask(),
    save: () => view.save(),
    undo: () => editor.undo(),
    redo: () => editor.redo(),
    next: () => view.move(1),
    previous: () => view.move(-1),
    apply: () => view.applyFirst(),
    dismiss: () => view.cards.askAnswer("dismissal"),
    close: () => view.close(),
    help: () => byId("help").showModal(),
  });
  listenForMissed({
    paper: view.paper,
    editor,
    onDone: () => view.toast(t("toast.missed"), { canUndo: false }),
    onFailed: (error) => editor.failed(error),
  });
  addEventListener("beforeprint", () => view.cards.drawForPrint(true));
  addEventListener("afterprint", () => view.cards.drawForPrint(false));
  begin(editor, typed);
  if (view.draft.isEmpty) view.drawEmpty();
  else editor.check();
}

start();
