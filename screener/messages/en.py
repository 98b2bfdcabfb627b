"""The English catalogue; the same keys as the Vietnamese one."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    # -- labels -------------------------------------------------------------
    "category.role": "Gender role",
    "category.ability": "Ability, occupation",
    "category.trait": "Character, traits",
    "category.appearance": "Looks, objectification",
    "category.marriage": "Marriage, childbearing",
    "category.violence": "Violence, victim blaming",
    "category.discrimination": "Discrimination",
    "category.language": "Labelling language",
    "category.diversity": "Gender diversity",
    "severity.low": "low",
    "severity.medium": "medium",
    "severity.high": "high",
    "stance.asserted": "in the text's own voice",
    "stance.reported": "quoted",
    "stance.countered": "criticised",
    "verdict.pass": "Nothing found that needs a change",
    "verdict.revise": "Revision suggested",
    "verdict.escalate": "Careful review suggested before release",
    "verdict.not_screened": "Not screened",
    # -- why, per category ----------------------------------------------------
    "why.role": (
        "The passage ties housework, care, breadwinning or standing to one sex. "
        "Swap the sex: would it still be written like this?"
    ),
    "why.ability": (
        "The passage ties ability or fitness for a job, subject or sport to sex "
        "instead of to the person."
    ),
    "why.trait": (
        "The passage generalises character, emotion or behaviour to a whole sex, "
        "or demands it of that sex."
    ),
    "why.appearance": (
        "The passage looks at a person's looks or body where the subject does not "
        "call for it, or makes a person an object to be looked at."
    ),
    "why.marriage": (
        "The passage sets different norms for men and women on marrying, having "
        "children, divorce or fidelity, or prefers sons to daughters."
    ),
    "why.violence": (
        "The passage excuses or plays down violence or harassment, or moves the "
        "blame to the person harmed."
    ),
    "why.discrimination": (
        "The passage states or promotes a rule or demand that limits or favours "
        "one sex, with no ground given."
    ),
    "why.language": (
        "The wording labels, belittles or names the sex needlessly where a neutral "
        "expression exists."
    ),
    "why.diversity": (
        "The passage stereotypes or belittles people for gender expression, sexual "
        "orientation or gender identity."
    ),
    "why.countered_by": "The text names this stereotype to criticise it (“{words}”); not counted.",
    "why.countered": "The text names this stereotype to criticise it; not counted.",
    # -- a question to ask, per category --------------------------------------
    "ask.role": "Would the text say this of the other sex? If not, drop it or speak of both people.",
    "ask.ability": "Are there figures for this claim? If not, tell what the person achieved.",
    "ask.trait": "Is this true of everyone of that sex? Describe what a particular person did.",
    "ask.appearance": "Do looks matter to the subject? If not, drop them and tell what the person did.",
    "ask.marriage": "Is the other sex held to this norm? Drop the judgement and keep the facts.",
    "ask.violence": "Does the sentence lighten the offender's guilt? State the act and who is responsible.",
    "ask.discrimination": "Is there a legal ground for this demand? If not, ask for skills and health of everyone alike.",
    "ask.language": "Could the person be called by name, title or a neutral word?",
    "ask.diversity": "Does gender or orientation matter here? Use the words that the people concerned use.",
    # -- reports -------------------------------------------------------------
    "summary.findings": "{count} passage(s) with signs of gender bias; please review.",
    "summary.clean": "No passage with signs of gender bias in the text that was read.",
    "summary.read": "Read {characters} characters, {sentences} sentences",
    "label.why": "Why",
    "label.legal": "Basis",
    "label.no_legal": "no confirmed legal basis",
    "label.suggestion": "Suggestion",
    "label.unsure": "a person should look",
    "label.mentions": "Criticised by the text, not counted:",
    "place.page": "page {number}",
    "place.paragraph": "paragraph {number}",
    "place.slide": "slide {number}",
    "suggestion.replace": "“{old}” → “{new}”",
    "suggestion.delete": "drop “{old}”",
    "part.title": "headline",
    "part.heading": "heading",
    "part.list_item": "list item",
    "part.table": "table",
    "part.text_box": "text box",
    "part.footnote": "footnote",
    "part.endnote": "endnote",
    "part.header": "page header",
    "part.footer": "page footer",
    "part.caption": "caption",
    "part.alt_text": "alt text",
    "part.image": "picture",
    "part.deleted": "deleted passage",
    "part.comment": "comment",
    "part.page": "page",
    "part.other": "other part",
    "part.body": "body",
    "html.title": "Soát Giới: screening report",
    "html.about": "The tool only points at passages with signs of gender bias; a competent person decides. Pictures are not judged.",
    "html.stamp": "Model {model}, operating point {point}, Soát Giới {version}.",
    "doctor.data_dir": "cannot write to {folder}: {reason}. Point SCREENER_DATA_DIR elsewhere.",
    "doctor.libreoffice": "not installed; needed only for old .doc files (Debian: apt install libreoffice-writer-nogui)",
    "doctor.tesseract": "not installed; needed only for scans and pictures (Debian: apt install tesseract-ocr tesseract-ocr-vie)",
    "doctor.tesseract_vie": "Vietnamese data missing (Debian: apt install tesseract-ocr-vie)",
    "error.bug": "The program met a fault nobody foresaw. The draft is unchanged. Please send the details above to the developers.",
    # -- coverage -------------------------------------------------------------
    "coverage.image": "picture: not judged, a person has to look",
    "coverage.chart": "chart: the text in it was not read",
    "coverage.code": "computer code: not screened",
    "coverage.comment": "margin comment: not screened",
    "coverage.deleted": "tracked deletion or move ({characters} characters): not screened",
    "coverage.diagram": "SmartArt diagram: the text in it was not read",
    "coverage.embedded": "embedded file: not read",
    "coverage.front_matter": "front matter of the file: not screened",
    "coverage.hidden": "hidden text ({characters} characters): not screened",
    "coverage.outside_article": "text outside the article (menus, adverts, related news): not screened",
    "coverage.page_failed": "page {page} is damaged: not read",
    "coverage.page_garbled": "page {page}: its text layer does not read as Vietnamese, not screened",
    "coverage.page_number": "page number: left out",
    "coverage.page_scanned": "page {page} is a picture without a text layer: not read",
    "coverage.repeated": "line repeated at the head or foot of pages: read once",
    # -- warnings -------------------------------------------------------------
    "warning.article_not_found": "The article on this web page was not recognised; all text of the page was read, menus and adverts perhaps included.",
    "warning.broken_characters": "{count} broken character(s) were replaced by �.",
    "warning.declared_encoding": "The web page declares the encoding {declared} but is in {actual}; it was read as {actual}.",
    "warning.garbled_text": "Only {percent}% of the words read as Vietnamese; the encoding or the font may be wrong.",
    "warning.not_vietnamese": "Only {percent}% of the words are Vietnamese syllables; this tool screens Vietnamese text only.",
    "warning.pages_missing": "{count} of {total} pages could not be read; the result speaks of the rest only.",
    "warning.tracked_changes": "The draft has tracked changes ({insertions} inserted, {deletions} deleted); the final view was screened, as if all were accepted.",
    # -- reasons, put into errors ---------------------------------------------
    "reason.bad_xml": "an XML part in it is not well formed",
    "reason.damaged_part": "a part in it is damaged",
    "reason.doctype": "it declares a DOCTYPE, which no Word file needs",
    "reason.missing_part": "a part in it is missing",
    "reason.no_main_part": "it has no main text",
    "reason.no_permission": "no permission to read it",
    "reason.not_a_file": "it is no regular file",
    "reason.other_content": "its content is of another kind",
    "reason.out_of_memory": "it needs more memory than the limit",
    "reason.truncated": "it is cut short or damaged",
    # -- encodings -------------------------------------------------------------
    "encoding.guessed": "The file does not state its encoding; it was recognised and read as {encoding}.",
    "encoding.mojibake": "The text had once been misread as {encoding}; it was restored, please check it.",
    "encoding.truncated": "The last character of the file is cut off ({size_bytes} bytes) and could not be read.",
    "encoding.replaced": "{count} characters could not be read and were replaced with “�”.",
    "encoding.garbled": "About {percent}% of the words are no Vietnamese syllables; the file may use an old font (TCVN3, VNI) or the wrong encoding.",
    # -- errors ----------------------------------------------------------------
    "error.input.missing": "There is no file {source}.",
    "hint.input.missing": "Check the path and the name.",
    "error.input.unreadable": "Cannot open {source}: {reason}.",
    "hint.input.unreadable": "Check the permissions, or close the program that holds the file.",
    "error.input.empty": "{source} has no text to screen.",
    "hint.input.empty": "Paste the draft or choose another file.",
    "error.input.no_text": "{source} (format {format}) has no text layer; it may be a scan or all pictures.",
    "hint.input.no_text": "Export it again from the editor, or run OCR first.",
    "error.input.too_large": "{source} has {size_bytes} bytes, more than the limit of {limit_bytes}.",
    "hint.input.too_large": "Split the file, or raise the limit in the settings (limits).",
    "error.input.unsupported": "The format {format} of {source} is not supported.",
    "hint.input.unsupported": "Save it as .docx, .pdf with text, .html, .md or .txt.",
    "error.input.corrupt": "{source} is damaged or is no {format}: {reason}.",
    "hint.input.corrupt": "Open it in the program it came from, save a new copy and try again.",
    "error.input.encrypted": "{source} (format {format}) is protected by a password.",
    "hint.input.encrypted": "Remove the password and try again; the program neither asks for nor stores passwords.",
    "error.input.archive_bomb": "{source} would unpack to {size_bytes} bytes, more than the limit of {limit_bytes}.",
    "hint.input.archive_bomb": "A suspicious file: better not open it. If it is genuine, raise the limit in the settings.",
    "error.input.undecodable": "The text encoding of {source} is not recognised.",
    "hint.input.undecodable": "Open it in an editor and save it as UTF-8.",
    "error.input.reader_timeout": "Reading {source} took more than {timeout_s} seconds and was stopped.",
    "hint.input.reader_timeout": "Export it again, split it, or raise the time limit in the settings.",
    "error.input.reader_crashed": "The reader failed on {source}: {reason}.",
    "hint.input.reader_crashed": "Save it in another format and try again; send the file to the administrator if it recurs.",
    "error.input.json_line": "Line {line} of {source} is not a JSON document: {reason}.",
    "hint.input.json_line": 'Each line should read {{"id": "…", "text": "…"}}.',
    "error.input.example": "Line {line} of {source}, field {field}: {reason}.",
    "hint.input.example": "Mend the line by the format in the annotation guide.",
    "error.config.setting": "The setting {source} is not valid: {reason}.",
    "hint.config.setting": "Mend the value in the settings file or the environment.",
    "error.config.missing_secret": "The secret key ({source}) is missing, so the server does not start.",
    "hint.config.missing_secret": 'Set SCREENER_SECRET_KEY to a long random string, such as the output of: python -c "import secrets; print(secrets.token_urlsafe(48))".',
    "error.config.lexicon": "Lexicon {source}, entry {entry}: {reason}.",
    "hint.config.lexicon": "Mend the entry, then run: screener lexicon check.",
    "error.config.output": "Cannot write the result to {source}: {reason}.",
    "hint.config.output": "Choose another place, or check permissions and free space.",
    "error.model.bundle_missing": "There is no model {source}. Known: {known}.",
    "hint.model.bundle_missing": "List them with: screener models list.",
    "error.model.bundle_corrupt": "Model {source} is damaged in {file}: {reason}.",
    "hint.model.bundle_corrupt": "Install the program again or choose another model.",
    "error.model.bundle_version": "Model {source} has format {version}; this program reads up to {supported}.",
    "hint.model.bundle_version": "Upgrade Soát Giới or use an older model.",
    "error.model.bundle_labels": "Model {source} has other labels: {labels}.",
    "hint.model.bundle_labels": "Use only models trained on the nine categories of Soát Giới.",
    "error.model.operating_point": "The model has no operating point {source}. Known: {known}.",
    "hint.model.operating_point": "Choose one of those named.",
    "error.model.missing_extra": "{source} needs the library {library}, which is not installed.",
    "hint.model.missing_extra": 'Install it with: pip install "soat-gioi[{extra}]".',
    "error.store.unavailable": "Cannot open the database {source}: {reason}.",
    "hint.store.unavailable": "Check the data folder (SCREENER_DATA_DIR) and the free space.",
    "error.store.missing": "There is no record {source}.",
    "hint.store.missing": "It may have been deleted; reload the page.",
    "error.input.too_long": "{source} has {characters} characters, more than the limit of {limit}.",
    "hint.input.too_long": "Split the text; if it really is that long, use screener check or raise the limit in the settings (limits).",
    "error.web.missing": "There is no such page: {source}",
    "hint.web.missing": "Go back to the draft page.",
    "error.web.refused": "This is not a valid request: {source}",
    "hint.web.refused": "Go back to the draft page and try again.",
    "error.web.expired": "The session of this page has ended.",
    "hint.web.expired": "Reload the page; the draft you are working on is kept.",
    "error.web.form": "What was sent lacks or misstates the field “{field}”.",
    "hint.web.form": "Reload the page and try again.",
    "error.web.crash": "The program failed in a way nobody foresaw.",
    "hint.web.crash": "The draft is not lost. Try again; if it recurs, ask the administrator to look at the log.",
}
