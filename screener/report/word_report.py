"""The Word draft as it came, with a margin comment on each passage that was found."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256

from screener.domain.limits import ReadLimits
from screener.domain.reports import Report
from screener.errors import InputError, NoCommentsError
from screener.ingest.docx import placed_paragraphs
from screener.ingest.docx_package import DocxPackage
from screener.ingest.docx_story import StoryParagraph, StoryWalk
from screener.ingest.docx_tags import WORD
from screener.ingest.sniff import Format, sniff
from screener.report.word_anchors import Anchor, anchor_of, opening_cut
from screener.report.word_comments import (
    Comment,
    Unanchored,
    finding_lines,
    highest_number,
    new_comments_part,
    opening_lines,
    with_comments,
)
from screener.report.word_marks import (
    STRICT_NAMESPACE,
    WORD_NAMESPACE,
    with_comment_marks,
)
from screener.report.word_parts import WordParts
from screener.report.word_passages import Passages
from screener.report.xml_splice import XmlSource
from screener.report.zip_bytes import with_parts


def render_word(
    content: bytes, report: Report, *, limits: ReadLimits, language: str = "vi"
) -> bytes:
    """The same Word file with the report in its margin.

    Nothing of the draft is rewritten: runs are parted around the marks, and only
    the main part, the comments, their relation and their content type change.

    Args:
        content: The file that the report is about, byte for byte.
        report: Made from it.
        limits: What opening the file may cost.
        language: Of the comments.

    Raises:
        NoCommentsError: When the file is no Word file, has changed since or has
            no place for a comment.
    """
    source = report.document.source
    if sha256(content).hexdigest() != report.document.sha256:
        raise NoCommentsError(source=source, reason="reason.draft_changed")
    try:
        if sniff(content, name=source) is not Format.DOCX:
            raise NoCommentsError(source=source, reason="reason.not_word")
        draft = _Draft.opened(content, source=source, limits=limits)
        return with_parts(content, draft.commented(report, language))
    except InputError as exc:
        raise NoCommentsError(source=source, reason="reason.not_word") from exc
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as exc:
        raise NoCommentsError(source=source, reason="reason.damaged_part") from exc


@dataclass(frozen=True, slots=True)
class _Draft:
    """A Word file opened for comments."""

    source: str
    package: DocxPackage
    parts: WordParts
    paragraphs: tuple[StoryParagraph, ...]

    @classmethod
    def opened(cls, content: bytes, *, source: str, limits: ReadLimits) -> _Draft:
        """The file with its paragraphs in the order of reading."""
        package = DocxPackage(content, source=source, limits=limits)
        parts = WordParts(content, source=source, limits=limits)
        placed = placed_paragraphs(package, StoryWalk())
        return cls(source, package, parts, tuple(p for p, _ in placed))

    def commented(self, report: Report, language: str) -> dict[str, bytes]:
        """The parts that change, by name."""
        anchors, comments = self._comments(report, language)
        name = self.package.main_name
        main = XmlSource(self.parts.read(name), self.package.main)
        part = self.package.name_of("comments")
        root = self.package.related("comments")
        is_strict = STRICT_NAMESPACE.encode() in main.bytes
        changed = {self.parts.exact(name): with_comment_marks(main, anchors)}
        if part is not None and root is not None:
            written = XmlSource(self.parts.read(part), root)
            changed[self.parts.exact(part)] = with_comments(written, root, comments)
            return changed
        namespace = STRICT_NAMESPACE if is_strict else WORD_NAMESPACE
        content = new_comments_part(comments, namespace=namespace)
        added = self.parts.with_comments_part(
            content, main_name=name, promised=part, is_strict=is_strict
        )
        return {**changed, **added}

    def _comments(
        self, report: Report, language: str
    ) -> tuple[list[tuple[int, Anchor]], list[Comment]]:
        main = self.package.main
        number = highest_number(main, self.package.related("comments")) + 1
        passages = Passages(report.document, self.paragraphs)
        anchors = [(number, self._opening())]
        comments: list[Comment] = []
        unanchored: list[Unanchored] = []
        for index, finding in enumerate(report.findings, start=1):
            passage = passages.under(finding.span)
            anchor = anchor_of(passage, main) if passage else None
            is_on_words = anchor is not None and anchor.is_on_words
            if not is_on_words:
                unanchored.append(Unanchored(index, finding, anchor is not None))
            if anchor is not None:
                key = number + len(comments) + 1
                lines = finding_lines(
                    index, finding, language, has_quote=not is_on_words
                )
                anchors.append((key, anchor))
                comments.append(Comment(key, tuple(lines)))
        opening = tuple(opening_lines(report, unanchored, language))
        return anchors, [Comment(number, opening), *comments]

    def _opening(self) -> Anchor:
        """Before all content of the first paragraph that can carry a mark."""
        for paragraph in self.package.body.iter(WORD + "p"):
            cut = opening_cut(paragraph)
            if cut is not None:
                return Anchor(None, None, cut)
        raise NoCommentsError(source=self.source, reason="reason.no_comment_place")
