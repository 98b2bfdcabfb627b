// The small form under a card: dismiss with a reason, or report a false alarm.

import { el } from "./dom.js";
import { t } from "./strings.js";

const REASONS = ["not_bias", "criticised", "quote_kept", "fact", "name", "other"];
const LONGEST_NOTE = 500;

/** A form for one kind of answer; `onSubmit` gets {reason, note}. */
export function answerForm(kind, { quote, onSubmit, onCancel }) {
  const isDismissal = kind === "dismissal";
  const note = el("textarea", {
    name: "note",
    rows: "2",
    maxlength: String(LONGEST_NOTE),
    placeholder: t(isDismissal ? "answer.note" : "answer.false_alarm.note"),
    "aria-label": t(isDismissal ? "answer.note" : "answer.false_alarm.note"),
  });
  const submit = (event) => {
    event.preventDefault();
    const reason = isDismissal ? new FormData(form).get("reason") : null;
    onSubmit({ reason, note: note.value.trim() });
  };
  const form = el(
    "form",
    {
      class: "answer-form",
      onsubmit: submit,
      onkeydown: (event) => {
        if (event.key === "Escape") onCancel();
      },
    },
    isDismissal && reasonChoice(),
    note,
    el(
      "div",
      { class: "form-actions" },
      el("button", { type: "submit", class: "apply" }, t(isDismissal ? "answer.dismiss" : "answer.send")),
      el("button", { type: "button", class: "link", onclick: onCancel }, t("answer.cancel")),
    ),
    isDismissal && houseHint(quote),
  );
  return form;
}

/** The way to stop being told of a name, for the whole newsroom. */
function houseHint(quote) {
  const address = `/ngoai-le?cum=${encodeURIComponent(quote)}#them`;
  return el("p", { class: "fine" }, el("a", { href: address, target: "_blank", rel: "noopener" }, t("answer.house")));
}

function reasonChoice() {
  return el(
    "fieldset",
    {},
    el("legend", {}, t("answer.why")),
    ...REASONS.map((reason, index) =>
      el(
        "label",
        {},
        el("input", { type: "radio", name: "reason", value: reason, required: true, checked: index === 0 }),
        el("span", {}, t(`reason.${reason}`)),
      ),
    ),
  );
}
