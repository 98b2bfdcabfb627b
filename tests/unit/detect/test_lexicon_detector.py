"""The lexicon as a detector: candidates with voice, reason and remedy."""

from __future__ import annotations

from screener.detect.lexicon_detector import LexiconDetector
from screener.domain.detections import SeverityScores, SuggestionKind
from screener.domain.labels import Category, Severity, Stance
from screener.lexicon.matcher import Matcher
from tests.builders import make_reading
from tests.unit.lexicon.lexicon_rows import make_entry


def make_detector() -> LexiconDetector:
    """A detector that knows two expressions, one of which flags alone."""
    return LexiconDetector(
        Matcher(
            [
                make_entry(),
                make_entry(
                    id="role/viec-nha",
                    category="role",
                    severity="medium",
                    flags_alone=False,
                    patterns=["việc nhà là của đàn bà"],
                ),
            ]
        )
    )


def test_expression_becomes_a_candidate_with_reason_and_remedy() -> None:
    """All that the finding's card shows comes from the entry."""
    reading = make_reading("Trời đẹp.", "Phái yếu đi chợ.")

    detection = make_detector().detect(reading)

    (candidate,) = detection.candidates
    text = reading.document.text
    assert candidate.span.of(text) == "Phái yếu"
    assert candidate.sentence == 1
    assert candidate.category is Category.LANGUAGE
    assert candidate.rule == "language/phai-yeu"
    assert candidate.detector == "lexicon"
    assert candidate.is_sufficient
    assert candidate.scores == SeverityScores.certain(Severity.LOW)
    assert candidate.stance is Stance.ASSERTED
    assert candidate.explanation is not None
    (suggestion,) = candidate.suggestions
    assert suggestion.kind is SuggestionKind.REPLACE
    assert suggestion.replacement == "Phụ nữ"
    assert suggestion.span.of(text) == "Phái yếu"
    assert detection.stances == ()


def test_expression_that_needs_the_classifier_says_so() -> None:
    """It explains and suggests, but flags nothing alone."""
    reading = make_reading("Ở đây việc nhà là của đàn bà.")

    (candidate,) = make_detector().detect(reading).candidates

    assert not candidate.is_sufficient
    assert candidate.scores == SeverityScores.certain(Severity.MEDIUM)


def test_criticism_comes_with_the_words_that_show_it() -> None:
    """The mention tells the editor why it is not counted."""
    reading = make_reading("Cách gọi “phái yếu” đã lỗi thời.")

    detection = make_detector().detect(reading)

    (stance,) = detection.stances
    assert (stance.sentence, stance.stance) == (0, Stance.COUNTERED)
    assert stance.score >= 0.75
    assert stance.why == "lỗi thời"
    assert detection.candidates[0].stance is Stance.COUNTERED


def test_sentence_that_criticises_one_thing_and_says_another_is_no_criticism() -> None:
    """The policy must still see what the text says in its own voice."""
    text = (
        "Việc nhà là của đàn bà, hội nghị năm nay kéo dài hai ngày rưỡi ở miền Trung "
        "và đại biểu nào cũng khuyên: đừng gọi họ là phái yếu."
    )

    detection = make_detector().detect(make_reading(text))

    assert {c.stance for c in detection.candidates} == {
        Stance.ASSERTED,
        Stance.COUNTERED,
    }
    assert detection.stances == ()


def test_neighbours_and_title_are_read() -> None:
    """The guide's context is one sence before, one after, and the headline."""
    after = make_reading("Họ là phái yếu.", "Đó là định kiến cần gỡ bỏ.")
    before = make_reading("Chị kể những định kiến từng nghe:", "Phụ nữ là phái yếu.")
    titled = make_reading(
        "Trang tin bị phạt vì miệt thị phụ nữ",
        "Bài gọi họ là “phái yếu”.",
        has_title=True,
    )

    for reading in (after, before, titled):
        candidates = make_detector().detect(reading).candidates
        assert [candidate.stance for candidate in candidates] == [Stance.COUNTERED]


def test_first_sentence_is_a_headline_only_when_the_file_says_so() -> None:
    """A draft without title has no headline; its first sentence is just text."""
    reading = make_reading("Bị chỉ trích khắp nơi.", "Trời mưa.", "Quà cho “phái yếu”.")

    (candidate,) = make_detector().detect(reading).candidates

    assert candidate.stance is Stance.ASSERTED


def test_reading_without_sentences_gives_nothing() -> None:
    """An empty draft is no error here."""
    detection = make_detector().detect(make_reading(""))

    assert (detection.candidates, detection.stances) == ((), ())
