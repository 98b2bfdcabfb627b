// Keeps the draft on the server as versions, in the background.

import { Offline, Problem, saveDraft } from "./api.js";
import { debounced } from "./dom.js";

const SAVE_AFTER_MS = 1500;
const RETRY_MS = 4000;
const CHANGED = "store.draft_changed";
// Lets a version through whatever was saved in between; both are kept.
const ANY_BASE = "*";

/**
 * Saves a draft some time after its last edit. `onState(state, facts)` hears of
 * "none", "unsaved", "saving", "saved", "conflict", "offline" and "refused".
 */
export class Saver {
  constructor({ draft, idOf, onState }) {
    Object.assign(this, { draft, idOf, onState });
    this.later = debounced(() => this.save(), () => SAVE_AFTER_MS);
    this.forget();
  }

  /** Be without a saved draft; what stands there now needs no saving yet. */
  forget(text = "") {
    this.later.cancel();
    clearTimeout(this.retry);
    this.saved = null;
    this.savedText = text;
    this.isBlocked = false;
    this.isOffline = false;
    this.onState("none");
  }

  /** Take up a draft whose text is kept on the server. */
  adopt(saved, text) {
    this.saved = saved;
    this.savedText = text;
    this.isBlocked = false;
    this.isOffline = false;
    this.onState(this.isDirty ? "unsaved" : "saved", saved);
  }

  get isDirty() {
    return !this.draft.isEmpty && this.draft.text !== this.savedText;
  }

  /** Whether closing the tab would lose what was typed. */
  get isAtRisk() {
    return this.isDirty && (this.isBlocked || this.isOffline);
  }

  /** Hear of an edit. */
  edited() {
    if (this.isBlocked || !this.isDirty) return;
    this.onState("unsaved", this.saved);
    this.later();
  }

  /** Save now; `kind` "saved" makes a version that no autosave replaces. */
  async save({ kind = "autosave", base = this.saved?.base || "" } = {}) {
    this.later.cancel();
    if (this.running) await this.running;
    if (this.isBlocked) return;
    if (this.draft.isEmpty || (!this.isDirty && this.saved)) return;
    this.running = this.send({ kind, base });
    await this.running;
    this.running = null;
  }

  async send({ kind, base }) {
    const { text } = this.draft;
    const draftId = this.idOf();
    this.onState("saving", this.saved);
    try {
      const saved = await saveDraft({ draftId, text, kind, base });
      if (draftId !== this.idOf()) return;
      this.adopt(saved, text);
      if (this.isDirty) this.later();
    } catch (error) {
      if (draftId === this.idOf()) this.failed(error);
    }
  }

  failed(error) {
    if (error instanceof Offline) {
      this.isOffline = true;
      this.onState("offline", this.saved);
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.save(), RETRY_MS);
    } else if (error instanceof Problem && error.code === CHANGED) {
      this.isBlocked = true;
      this.onState("conflict", error);
    } else if (error instanceof Problem) {
      this.onState("refused", error);
    } else {
      throw error;
    }
  }

  /** Save on top of what somebody else saved meanwhile. */
  overrule() {
    this.isBlocked = false;
    return this.save({ kind: "saved", base: ANY_BASE });
  }
}
