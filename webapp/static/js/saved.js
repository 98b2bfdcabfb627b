// Whether the draft is kept, in the head; a saved draft has an address and files.

import { draftAddress } from "./api.js";
import { byId } from "./dom.js";
import { number, t } from "./strings.js";

const WITH_MESSAGE = new Set(["conflict", "refused"]);

/** Shows what `Saver` tells; `idOf()` names the draft. */
export class SavedWords {
  constructor({ idOf }) {
    Object.assign(this, { idOf });
    this.words = byId("saved");
    this.conflict = byId("conflict");
    this.files = byId("take");
    this.version = byId("version");
  }

  show(state, facts) {
    const hasMessage = WITH_MESSAGE.has(state);
    this.words.dataset.state = state;
    this.words.textContent = state === "none" ? "" : t(`saved.${state}`, { time: facts?.at });
    this.words.title = hasMessage ? `${facts.message} ${facts.hint}` : "";
    this.conflict.hidden = state !== "conflict";
    if (hasMessage) this.conflict.querySelector("p").textContent = facts.message;
    else if (state === "none") this.hideAddress();
    else if (facts) this.showAddress(facts);
  }

  showAddress(saved) {
    const address = draftAddress(this.idOf());
    if (location.pathname !== address) history.replaceState(null, "", address);
    this.files.hidden = false;
    for (const link of this.files.querySelectorAll("a")) link.href = `${address}${link.dataset.path}`;
    this.version.hidden = false;
    this.version.querySelector("a").href = `${address}/ho-so`;
    this.version.querySelector("span").textContent = t("meta.version", { number: number(saved.version) });
    this.linkLanguages();
  }

  hideAddress() {
    this.files.hidden = true;
    this.version.hidden = true;
  }

  /** The switch of languages leads back to this draft. */
  linkLanguages() {
    for (const link of document.querySelectorAll(".languages a")) link.href = `${location.pathname}?lang=${link.lang}`;
  }
}
