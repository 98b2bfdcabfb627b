// The draft of this tab, kept until the tab closes and nowhere else.

const KEY = "soat-gioi.draft";

/** A new name for a draft. */
export function newDraftId() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `nhap-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The draft that this tab had when it was last edited, or null. */
export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Keep the draft over a reload; a full store only costs that. */
export function keepDraft(draft) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    forgetDraft();
  }
}

export function forgetDraft() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Storage is switched off; there is nothing to forget.
  }
}
