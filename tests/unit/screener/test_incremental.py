"""Screening after an edit: the answer of a full run, for less work."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from screener.bootstrap import Screener, make_screener
from screener.config import Settings
from screener.detect.classifier_detector import ClassifierDetector
from screener.domain.detections import Detection, SentenceScores
from screener.domain.documents import Reading
from screener.domain.labels import Category, Severity
from screener.domain.spans import Span
from screener.incremental import IncrementalDetector, SentenceMemory
from screener.ingest.reader import read_text
from tests.builders import make_reading
from tests.fakes import FakeClassifier

LINES = (
    "Nữ lái đò chở khách qua sông Son",
    "Phái yếu mà chèo khoẻ thế thì ai cũng nể.",
    "“Đàn bà con gái thì chở được mấy người”, ông Tám nói.",
    "“Tôi chèo từ năm mười bốn tuổi. Nước lớn tôi cũng đi.",
    "Có người bảo việc này của đàn ông. Tôi chỉ cười”, chị Hoa kể.",
    "Quan niệm “đàn ông xây nhà, đàn bà xây tổ ấm” đã lỗi thời từ lâu.",
    "Bến có 12 thuyền, vé 50.000 đồng một lượt.",
    "Dù bận rộn, chị không quên thiên chức làm vợ, làm mẹ.",
    "Vậy mà nhiều người vẫn tin như thế?",
    "- Chị có mệt không?",
)
PIECES = (
    "",
    " ",
    ".",
    "”",
    "“",
    "\n",
    " bóng hồng",
    " Đó là định kiến sai lầm.",
    " phái đẹp",
    " 🙂",
    "x",
)


@cache
def whole() -> Screener:
    """The shipped screener, which looks at everything every time."""
    return make_screener(Settings())


@cache
def remembering() -> Screener:
    """The same with a memory smaller than what it is shown."""
    return make_screener(Settings(), remembered_sentences=40)


@dataclass(slots=True)
class CountingDetector:
    """Passes questions on and notes which sentences were asked about."""

    detector: ClassifierDetector
    asked: list[list[int]] = field(default_factory=list)

    def contexts(self, reading: Reading) -> tuple[Hashable, ...]:
        """The detector's own."""
        return self.detector.contexts(reading)

    def detect(
        self, reading: Reading, *, among: Sequence[int] | None = None
    ) -> Detection:
        """The detector's own answer."""
        self.asked.append(list(among or ()))
        return self.detector.detect(reading, among=among)


@dataclass(frozen=True, slots=True)
class LocalFake(FakeClassifier):
    """A fake that looks at the sentence and one on either side."""

    def contexts(self, text: str, sentences: Sequence[Span]) -> tuple[Hashable, ...]:
        """Three sentences."""
        words = ["", *(span.of(text) for span in sentences), ""]
        return tuple(zip(words, words[1:], words[2:], strict=False))

    def score_some(
        self, text: str, sentences: Sequence[Span], chosen: Sequence[int]
    ) -> tuple[SentenceScores, ...]:
        """The chosen ones."""
        return self.score_sentences(text, [sentences[index] for index in chosen])


def make_counting(capacity: int = 100) -> tuple[CountingDetector, IncrementalDetector]:
    classifier = LocalFake({"nội tướng": (Category.ROLE, Severity.MEDIUM)})
    counting = CountingDetector(ClassifierDetector(classifier))
    return counting, IncrementalDetector(counting, SentenceMemory(capacity))


@st.composite
def edits(draw: st.DrawFn) -> list[str]:
    """A draft, and the texts that a few random edits make of it, one by one."""
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
    text = "\n\n".join(lines)
    texts = [text]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 7, 60))))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
        texts.append(text)
    return texts


@settings(max_examples=60, deadline=None)
@given(texts=edits())
def test_report_after_edits_is_the_one_of_a_full_run(texts: list[str]) -> None:
    """To the last bit, whatever was edited: quotations, borders, the headline."""
    for text in texts:
        if not text.strip():
            continue
        document = read_text(text, source="nháp", document_id="nhap-mot-hai")

        assert remembering().screen(document) == whole().screen(document)


def test_one_edited_sentence_asks_about_it_and_its_neighbours() -> None:
    """That is what makes typing in a long draft quick."""
    counting, detector = make_counting()
    sentences = [f"Câu thứ {number} kể chuyện bến đò." for number in range(1, 9)]
    detector.detect(make_reading(*sentences))

    sentences[4] = "Câu thứ năm gọi chị là nội tướng của bến."
    found = detector.detect(make_reading(*sentences))

    assert counting.asked[-1] == [3, 4, 5]
    assert [candidate.sentence for candidate in found.candidates] == [4]


def test_moved_sentences_keep_their_places_right() -> None:
    """A line put in front shifts every position after it."""
    _, detector = make_counting()
    line = "Người ta gọi chị là nội tướng của bến."
    detector.detect(make_reading("Mở bài.", "Chuyện bến đò.", line, "Kết."))

    reading = make_reading("Tít mới.", "Mở bài.", "Chuyện bến đò.", line, "Kết.")
    [candidate] = detector.detect(reading).candidates

    assert candidate.sentence == 3
    assert candidate.span.of(reading.document.text) == "nội tướng"


def test_unchanged_text_asks_nothing() -> None:
    """A reload of the page costs no model."""
    counting, detector = make_counting()
    reading = make_reading("Một câu.", "Hai câu.")
    detector.detect(reading)

    detector.detect(reading)

    assert len(counting.asked) == 1


def test_memory_forgets_the_least_recently_used() -> None:
    """It runs for months; what it holds stays bounded."""
    memory = SentenceMemory(2)
    memory.keep(b"a", Detection())
    memory.keep(b"b", Detection())
    memory.recall([b"a"])
    memory.keep(b"c", Detection())

    assert memory.recall([b"a", b"b", b"c"]) == [Detection(), None, Detection()]
    assert len(memory) == 2


def test_classifier_that_cannot_say_how_far_it_looks_is_asked_anew() -> None:
    """A wrong guess would show findings of another text."""
    classifier = FakeClassifier({"nội tướng": (Category.ROLE, Severity.MEDIUM)})
    counting = CountingDetector(ClassifierDetector(classifier))
    detector = IncrementalDetector(counting, SentenceMemory(100))
    detector.detect(make_reading("Một câu.", "Chị là nội tướng."))

    found = detector.detect(make_reading("Một câu hơi khác.", "Chị là nội tướng."))

    assert counting.asked[-1] == [0, 1]
    assert len(found.candidates) == 1
