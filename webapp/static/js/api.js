// Requests to the program on this machine, and what can go wrong with them.

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

async function answerTo(url, options = {}) {
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

function posted(url, record, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return answerTo(url, { method: "POST", body: JSON.stringify(record), headers, ...options });
}

/** The report on a text, and the answers on record for its draft. */
export function screenText({ draftId, text, signal }) {
  return posted("/soat", { draft_id: draftId, text }, { signal });
}

/** The same for a file, with the text that was read from it. */
export function screenFile({ file, signal }) {
  const form = new FormData();
  form.append("file", file);
  return answerTo("/tai-tep", { method: "POST", body: form, signal });
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
