// Requests to the program on this machine, and what can go wrong with them.

// Browsers send 64 KB on; three bytes a letter, and JSON around them.
const LONGEST_KEPT_ALIVE = 15_000;
const token = document.querySelector('meta[name="csrf-token"]').content;

/** The program answered that it cannot do this; code, message and hint say why. */
export class Problem extends Error {
  constructor({ code, message, hint }) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The program did not answer at all. */
export class Offline extends Error {}

/** The record that the program answers with. */
export async function answerTo(url, options = {}) {
  let response;
  try {
    response = await fetch(url, {
      ...options,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Offline(error.message);
  }
  const record = await response.json().catch(() => null);
  if (response.ok && record) return record;
  throw record?.error ? new Problem(record.error) : new Offline(`status ${response.status}`);
}

/** The same after sending a record. */
export function posted(url, record, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return answerTo(url, { method: "POST", body: JSON.stringify(record), headers, ...options });
}

/** The report on a text, and the answers on record for its draft. */
export function screenText({ draftId, text, signal }) {
  return posted("/soat", { draft_id: draftId, text }, { signal });
}

/** The same for a file, with the text that was read from it; `onProgress(0…1)`. */
export function screenFile({ file, signal, onProgress }) {
  const form = new FormData();
  form.append("file", file);
  // fetch cannot tell how much of a body has been sent.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 1));
    request.addEventListener("abort", aborted);
    request.addEventListener("error", () => reject(new Offline("upload")));
    request.addEventListener("load", () => {
      const { response: record, status } = request;
      if (status < 400 && record) resolve(record);
      else reject(record?.error ? new Problem(record.error) : new Offline(`status ${status}`));
    });
    request.open("POST", "/tai-tep");
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.send(form);
  });
}

/** Keep a text as the draft's latest version. */
export function saveDraft({ draftId, text, kind, base }) {
  // Goes on when the page is left, as long as browsers allow it for short texts.
  const keepalive = text.length < LONGEST_KEPT_ALIVE;
  return posted(`${draftAddress(draftId)}/luu`, { text, kind, base }, { keepalive });
}

/** Where a saved draft has its page. */
export function draftAddress(draftId) {
  return `/ban-thao/${draftId}`;
}

/** Put an answer to a finding on record. */
export function recordFeedback(event) {
  return posted("/phan-hoi", event);
}

/** Whether the program answers. */
export async function isAlive() {
  try {
    await answerTo("/suc-khoe");
    return true;
  } catch {
    return false;
  }
}

/** The draft that one can try the page with. */
export async function sampleDraft() {
  const response = await fetch("/static/sample-draft.txt", { credentials: "same-origin" });
  return response.text();
}
