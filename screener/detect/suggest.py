"""Ways to mend a finding for which the lexicon has none.

Only edits that leave a sound sentence whatever stands around them are made; for
everything else an editor is asked the question of the category.
"""

from __future__ import annotations

from collections.abc import Iterator

from screener.detect.edits import safe_edits
from screener.detect.rewording import asking, deleting, replacing
from screener.domain.detections import Suggestion
from screener.domain.documents import Sentence
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.messages.catalogue import message


def suggestions_for(
    category: Category, sentence: Sentence, span: Span
) -> tuple[Suggestion, ...]:
    """Safe edits that touch the passage, else the question of the category.

    Args:
        category: Of the finding.
        sentence: In which it stands.
        span: The passage, in the document's text.
    """
    local = Span(span.start - sentence.span.start, span.end - sentence.span.start)
    edits = tuple(dict.fromkeys(_edits(category, sentence, local)))
    question = message(f"ask.{category}")
    return edits or (asking(local, question, offset=sentence.span.start),)


def _edits(category: Category, sentence: Sentence, local: Span) -> Iterator[Suggestion]:
    offset = sentence.span.start
    for out, words in safe_edits(category, sentence.text):
        if not out.overlaps(local):
            continue
        if words:
            yield replacing(sentence.text, out, words, offset=offset)
        else:
            yield deleting(sentence.text, out, offset=offset)
