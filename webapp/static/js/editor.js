// One draft on the page: what happens between an edit and the next report.

import { isAlive, Offline, Problem, recordFeedback, screenFile, screenText } from "./api.js";
import { debounced } from "./dom.js";
import { feedbackRecord } from "./feedback.js";
import { Findings } from "./findings.js";
import { History } from "./history.js";
import { Saver } from "./saver.js";
import { newDraftId } from "./session.js";
import { number, t } from "./strings.js";

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 3000;
const RETRY_MS = 4000;

/** The draft, its findings and its history, and the requests about them. */
export class Editor {
  /** `view` draws what changed; see main.js. */
  constructor({ draft, view, maxCharacters, maxBytes }) {
    Object.assign(this, { draft, view, maxCharacters, maxBytes });
    this.findings = new Findings();
    this.history = new History();
    this.lastCheckMs = 0;
    this.saver = new Saver({
      draft,
      idOf: () => this.id,
      onState: (state, facts) => view.drawSaved(state, facts),
    });
    this.recheck = debounced(
      () => this.check(),
      () => Math.min(Math.max(this.lastCheckMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS),
    );
    this.forget();
  }

  /** Be without a draft. */
  forget() {
    this.abort?.abort();
    this.recheck.cancel();
    this.report = null;
    this.id = newDraftId();
    this.file = { name: "", parts: [], warnings: [], trust: "trusted" };
    this.findings.clear();
    this.history.clear();
    this.saver.forget();
  }

  /** Everything that a reload must bring back. */
  get kept() {
    const { saved, isDirty } = this.saver;
    return { id: this.id, text: this.draft.text, parts: this.draft.parts, file: this.file, saved, isDirty };
  }

  /** Take up a draft that was kept or loaded, in place of this one. */
  open({ id = newDraftId(), text, parts = [], file = null, saved = null, isDirty = false }) {
    this.forget();
    this.id = id;
    if (file) this.file = file;
    this.draft.load(text, parts);
    if (saved) this.saver.adopt(saved, isDirty ? null : text);
    else this.saver.forget(isDirty ? "" : text);
    this.view.drawDraft();
    this.saver.edited();
  }

  // -- edits -------------------------------------------------------------------

  /** Hear of an edit that the paper made. */
  edited(change, { isTyping }) {
    this.history.record(change, { isTyping });
    this.follow(change);
  }

  follow(change) {
    this.findings.follow(change);
    this.view.drawEdit();
    this.saver.edited();
    if (this.draft.isEmpty) this.becameEmpty();
    // A first draft is screened when asked, or at once when it was pasted whole.
    else if (this.report || change.inserted.length > 40) this.recheck();
  }

  becameEmpty() {
    this.abort?.abort();
    this.recheck.cancel();
    this.report = null;
    this.findings.clear();
    this.file = { name: "", parts: [], warnings: [], trust: "trusted" };
    this.view.drawEmpty();
  }

  /** Apply a suggestion to a finding; the finding is gone at once. */
  apply(key, suggestion) {
    const finding = this.findings.byKey(key);
    if (!finding || finding.isTouched || suggestion.kind === "question") return;
    const { start, end } = suggestion.replacement === "" ? this.widened(suggestion) : suggestion;
    const next = this.view.neighbourOf(key);
    this.findings.remove(key);
    this.view.replaceText(start, end, suggestion.replacement);
    this.view.drawApplied(next);
    this.check();
  }

  /** A deletion takes one neighbouring blank with it, so that no two are left. */
  widened({ start, end }) {
    const { text } = this.draft;
    const isBlank = (index) => text[index] === " ";
    const isEdge = (index) => index < 0 || index >= text.length || text[index] === "\n";
    if (isBlank(end) && (isBlank(start - 1) || isEdge(start - 1))) return { start, end: end + 1 };
    if (isBlank(start - 1) && isEdge(end)) return { start: start - 1, end };
    return { start, end };
  }

  undo() {
    this.replay(this.history.undo());
  }

  redo() {
    this.replay(this.history.redo());
  }

  replay(replacements) {
    if (replacements.length === 0) return;
    for (const { start, end, inserted } of replacements) {
      const change = this.draft.replace(start, end, inserted);
      this.findings.follow(change);
      this.view.drawReplay(change);
    }
    this.view.drawEdit();
    this.saver.edited();
    if (this.draft.isEmpty) this.becameEmpty();
    else this.check();
  }

  // -- screening ---------------------------------------------------------------

  /** Screen the draft as it stands; an older request is given up. */
  async check() {
    this.recheck.cancel();
    if (this.draft.isEmpty) {
      this.view.drawEmpty();
      return;
    }
    if (this.draft.length > this.maxCharacters) {
      this.view.drawProblem(this.tooLong());
      return;
    }
    // Kept first, so that the verdict is remembered with the version it is about.
    if (this.saver.isDirty) await this.saver.save();
    const { text, version } = this.draft;
    await this.request((signal) => screenText({ draftId: this.id, text, signal }), (answer) => {
      if (version !== this.draft.version) return this.recheck();
      return this.take(answer, text);
    });
  }

  /** Read and screen a file; it becomes the draft. */
  async openFile(file) {
    // The server breaks off a request this large, which reads as a lost connection.
    if (file.size > this.maxBytes) {
      this.view.drawProblem(this.tooLarge(file));
      return;
    }
    await this.saver.save();
    const onProgress = (share) => this.view.drawProgress(share);
    await this.request((signal) => screenFile({ file, signal, onProgress }), (answer) => {
      const { report, parts, text, saved } = answer;
      const unread = report.coverage.parts.filter((part) => part.status !== "read");
      const { trust } = report.coverage;
      const about = { name: file.name, parts: unread, warnings: report.warnings, trust };
      this.open({ id: report.document.id, text, parts, file: about, saved });
      this.take(answer, text);
    }, t("bar.reading", { name: file.name }));
  }

  async request(send, receive, label) {
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const started = performance.now();
    this.view.drawBusy({ isFirst: !this.report, label });
    try {
      const answer = await send(signal);
      this.lastCheckMs = performance.now() - started;
      if (!signal.aborted) receive(answer);
    } catch (error) {
      if (error.name !== "AbortError") this.failed(error);
    }
  }

  take({ report, answers, parts, text }, sent) {
    if (text !== null && text !== sent) {
      const { saved } = this.saver;
      this.open({ id: this.id, text, parts, file: this.file, saved, isDirty: true });
    }
    this.report = report;
    this.findings.load(report, answers, this.draft.text);
    this.draft.parts = parts;
    this.view.drawReport();
  }

  failed(error) {
    if (error instanceof Offline) {
      this.view.drawOffline();
      this.waitForProgram();
    } else if (error instanceof Problem) {
      this.view.drawProblem(error);
    } else {
      throw error;
    }
  }

  /** Screen again as soon as the program answers. */
  waitForProgram() {
    clearTimeout(this.retry);
    this.retry = setTimeout(async () => {
      if (await isAlive()) {
        this.saver.edited();
        this.check();
      }
      else this.waitForProgram();
    }, RETRY_MS);
  }

  tooLong() {
    return {
      message: t("problem.too_long", { count: number(this.draft.length) }),
      hint: t("problem.too_long.hint", { limit: number(this.maxCharacters) }),
    };
  }

  tooLarge(file) {
    return {
      message: t("problem.too_large", {
        name: file.name,
        size: number(Math.ceil(file.size / 1e6)),
        limit: number(Math.floor(this.maxBytes / 1e6)),
      }),
      hint: t("problem.too_large.hint"),
    };
  }

  // -- answers -----------------------------------------------------------------

  /** Put an answer on record and out of sight. */
  async answer(key, kind, { reason = null, note = "" } = {}) {
    const finding = this.findings.byKey(key);
    if (!finding) return;
    const next = this.view.neighbourOf(key);
    const record = feedbackRecord(kind, finding, { editor: this, reason, note });
    try {
      await recordFeedback(record);
    } catch (error) {
      this.failed(error);
      return;
    }
    this.noteAnswer();
    const isTakenBack = kind === "withdrawal";
    this.findings.answer(finding.id, isTakenBack ? null : { kind, reason });
    this.view.drawAnswered(isTakenBack ? finding : next);
  }

  /** Let the list of drafts know how many findings are still open. */
  noteAnswer() {
    if (!this.saver.saved) return;
    screenText({ draftId: this.id, text: this.draft.text }).catch(() => {
      // The next screening tells it as well.
    });
  }

  /** What the report says of the parts of the draft, files' pictures included. */
  get parts() {
    return this.file.name ? this.file.parts : this.report.coverage.parts;
  }

  get warnings() {
    return this.file.name ? this.file.warnings : this.report.warnings;
  }
}
