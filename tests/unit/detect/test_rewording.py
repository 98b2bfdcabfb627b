"""Edits: exact places, capitals kept, sound sentences left behind."""

from __future__ import annotations

import pytest

from screener.detect.rewording import deleting, like, replacing, suggestions_of
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.spans import Span
from screener.lexicon.matcher import Matcher
from screener.lexicon.parse import parse, parse_classes
from tests.unit.lexicon.lexicon_rows import make_entry, make_row, to_yaml


def applied(text: str, suggestion: Suggestion) -> str:
    """The text after one click."""
    span = suggestion.span
    return text[: span.start] + suggestion.replacement + text[span.end :]


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("original", "words", "expected"),
    [
        ("phái yếu", "phụ nữ", "phụ nữ"),
        ("Phái yếu", "phụ nữ", "Phụ nữ"),
        ("PHÁI YẾU", "phụ nữ", "PHỤ NỮ"),
        ("“Phái yếu”", "đàn ông", "Đàn ông"),
        ("Ế", "độc thân", "Độc thân"),
        ("nữ Bộ trưởng", "Bộ trưởng", "Bộ trưởng"),
        ("13", "người thứ ba", "người thứ ba"),
    ],
)
def test_replacement_wears_the_capitals_of_the_original(
    original: str, words: str, expected: str
) -> None:
    """A headline stays a headline, the head of a sentence keeps its capital."""
    assert like(original, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Nữ giám đốc xinh đẹp, 40 tuổi.", "xinh đẹp", "Nữ giám đốc, 40 tuổi."),
        (
            "Chị là người rất đảm đang tháo vát.",
            "đảm đang",
            "Chị là người rất tháo vát.",
        ),
        ("Chị rất đảm đang.", "đảm đang", "Chị rất."),
        ("Nữ tài xế dừng xe.", "Nữ", "Tài xế dừng xe."),
        ("Nữ Bộ trưởng phát biểu.", "Nữ", "Bộ trưởng phát biểu."),
        ("“Nữ”, chị nói.", "Nữ", "“”, chị nói."),
    ],
)
def test_deletion_leaves_a_sound_sentence(text: str, words: str, expected: str) -> None:
    """One blank goes along, and the next letter takes over the capital."""
    suggestion = deleting(text, span_of(text, words), offset=0)

    assert applied(text, suggestion) == expected


def test_edits_are_placed_in_the_document() -> None:
    """The page applies them to the whole draft, not to the sentence."""
    document = "Câu một. Quà cho phái yếu."
    sentence = document[9:]

    suggestion = replacing(sentence, span_of(sentence, "phái yếu"), "phụ nữ", offset=9)

    assert applied(document, suggestion) == "Câu một. Quà cho phụ nữ."


def offered(text: str, words: str, *suggestions: dict[str, object]) -> list[str]:
    """What each edit that an entry offers for these words would leave."""
    entry = make_entry(suggestions=list(suggestions))
    found = suggestions_of(entry, sentence=text, span=span_of(text, words), offset=0)
    return [applied(text, suggestion) for suggestion in found]


def test_entry_brings_all_its_rewordings_in_order() -> None:
    """The best stands first, and a question changes nothing."""
    entry = make_entry(
        suggestions=[
            {"replace": "phụ nữ"},
            {"delete": True},
            {"question": {"vi": "Là ai?", "en": "Who?"}},
        ]
    )
    text = "Họ đến đông, phái yếu, từ sớm."

    found = suggestions_of(
        entry, sentence=text, span=span_of(text, "phái yếu"), offset=0
    )

    assert [suggestion.kind for suggestion in found] == [
        SuggestionKind.REPLACE,
        SuggestionKind.DELETE,
        SuggestionKind.QUESTION,
    ]
    assert found[2].note is not None
    assert found[2].note.vi == "Là ai?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Con hư tại mẹ, trời đã tối.", ["Trời đã tối."]),
        ("Trời đã tối, con hư tại mẹ.", ["Trời đã tối."]),
        ("Trời tối, con hư tại mẹ, gió lên.", ["Trời tối, gió lên."]),
        ("Trời đã tối – con hư tại mẹ", ["Trời đã tối"]),
        ("Trời tối: con hư tại mẹ.", []),
        ("Bà nói, con hư tại mẹ.", []),
        ("Con hư tại mẹ, người ta bảo thế.", []),
        ("Con hư tại mẹ.", []),
        ("Bà bảo con hư tại mẹ.", []),
        ("Con hư tại mẹ là câu cũ.", []),
        ("Câu “con hư tại mẹ” đã cũ.", []),
    ],
)
def test_deletion_is_offered_only_for_a_clause(text: str, expected: list[str]) -> None:
    """Taken out of the middle of a clause it would leave a stump."""
    words = text[text.lower().index("con hư") :][: len("con hư tại mẹ")]

    assert offered(text, words, {"delete": True}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Con hư tại mẹ.", ["Cha mẹ cùng dạy con."]),
        ("Ở đời: con hư tại mẹ!", ["Ở đời: cha mẹ cùng dạy con!"]),
        ("Con hư tại mẹ, thế thôi.", []),
        ("Bà nói: con hư tại mẹ!", []),
        ("Con hư tại mẹ, các cụ dạy.", []),
        ("Con hư tại mẹ", ["Cha mẹ cùng dạy con"]),
        ("Người ta trách con hư tại mẹ.", []),
        ("Con hư tại mẹ là câu cũ.", []),
        ("“Con hư tại mẹ”, bà nói.", []),
    ],
)
def test_clause_stands_only_for_a_clause(text: str, expected: list[str]) -> None:
    """Within another clause it would break the grammar; nobody said the new words."""
    words = text[text.lower().index("con hư") :][: len("con hư tại mẹ")]

    assert offered(text, words, {"clause": "cha mẹ cùng dạy con"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Những “bóng hồng” ấy.", "Những phụ nữ ấy."),
        ("“Bóng hồng” ấy.", "Phụ nữ ấy."),
        ("Những “bóng hồng trẻ” ấy.", "Những “phụ nữ trẻ” ấy."),
        ("Bóng hồng” ấy.", "Phụ nữ” ấy."),
    ],
)
def test_scare_quotes_go_with_the_label(text: str, expected: str) -> None:
    """A neutral word in quotation marks would still mock."""
    words = text[text.lower().index("bóng") :][: len("bóng hồng")]

    assert offered(text, words, {"replace": "phụ nữ"}) == [expected]


def test_kept_class_stands_as_the_draft_has_it() -> None:
    """The job title keeps its capitals and its longest reading."""
    classes = parse_classes("nghề: [bộ trưởng, bộ trưởng Y tế]", source="classes.yaml")
    row = make_row(patterns=["nữ <nghề>"], suggestions=[{"replace": "<nghề>"}])
    entry = parse(to_yaml(row), source="language.yaml", classes=classes)[0]
    text = "Ông gặp nữ Bộ trưởng Y tế."
    match = Matcher([entry]).find(text)[0]

    found = suggestions_of(entry, sentence=text, span=match.span, offset=0)

    assert applied(text, found[0]) == "Ông gặp Bộ trưởng Y tế."


def test_rewording_without_its_class_is_not_offered() -> None:
    """A pattern may match without the class; then there is nothing to keep."""
    classes = parse_classes("nghề: [tài xế]", source="classes.yaml")
    row = make_row(patterns=["nữ quái"], suggestions=[{"replace": "<nghề>"}])
    entry = parse(to_yaml(row), source="language.yaml", classes=classes)[0]

    assert suggestions_of(entry, sentence="Nữ quái.", span=Span(0, 7), offset=0) == ()


def test_rewording_equal_to_the_draft_is_not_offered() -> None:
    """Nobody clicks to change nothing."""
    entry = make_entry(suggestions=[{"replace": "phái yếu"}])

    assert suggestions_of(entry, sentence="Phái yếu.", span=Span(0, 8), offset=0) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phụ nữ là phái yếu.", []),
        ("Đàn bà con gái vốn là phái yếu.", []),
        ("Người mua là phái yếu.", ["phụ nữ"]),
        ("Phụ nữ trẻ cũng như phái yếu.", ["phụ nữ"]),
    ],
)
def test_rewording_that_says_nothing_is_not_offered(
    text: str, expected: list[str]
) -> None:
    """Worse than no suggestion is one that reads "women are women"."""
    entry = make_entry(suggestions=[{"replace": "phụ nữ"}])

    found = suggestions_of(
        entry, sentence=text, span=span_of(text, "phái yếu"), offset=0
    )

    assert [suggestion.replacement for suggestion in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông bảo: “Quà này mua tặng phái yếu trong nhà.”", []),
        ("Ông bảo quà này mua tặng “phái yếu”.", ["Ông bảo quà này mua tặng phụ nữ."]),
        ("“Tôi mua quà,” ông kể về phái yếu.", ["“Tôi mua quà,” ông kể về phụ nữ."]),
        ('Ông nói "ngày mai tặng phái yếu" rồi về.', []),
    ],
)
def test_nobody_is_quoted_with_words_not_said(text: str, expected: list[str]) -> None:
    """A quotation belongs to its speaker; what is wrong with it, one may ask."""
    assert offered(text, "phái yếu", {"replace": "phụ nữ"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dàn bóng hồng cắt băng.", []),
        ("Nàng bóng hồng xứ Đoài.", []),
        ("Bóng hồng nhí hát hay.", []),
        ("Thứ bóng hồng ấy.", []),
        ("Các bóng hồng đội bạn.", []),
        ("Bóng hồng Lê Mai về nhất.", []),
        ("Những bóng hồng đội bạn.", ["Những người phụ nữ đội bạn."]),
    ],
)
def test_neutral_word_takes_no_place_that_only_a_label_has(
    text: str, expected: list[str]
) -> None:
    """A bevy, a child, an insult or a name go with a label, not with a person."""
    words = text[text.lower().index("bóng") :][: len("bóng hồng")]

    assert offered(text, words, {"replace": "người phụ nữ"}) == expected


def test_one_man_is_no_menfolk() -> None:
    """Nobody says “một nam giới”; without a number the word stands."""
    gentlemen: dict[str, object] = {"replace": "nam giới"}

    assert offered("Gặp một phái mạnh.", "phái mạnh", gentlemen) == []
    assert offered("Gặp phái mạnh.", "phái mạnh", gentlemen) == ["Gặp nam giới."]


def test_rule_is_questioned_not_polished() -> None:
    """A neutral word in "then she must endure" would make the demand look decent."""
    entry = make_entry(
        severity="medium",
        suggestions=[{"replace": "phụ nữ"}, {"question": {"vi": "Ai?", "en": "Who?"}}],
    )
    text = "Đã là phái yếu thì phải biết nhịn."

    found = suggestions_of(
        entry, sentence=text, span=span_of(text, "phái yếu"), offset=0
    )

    assert [suggestion.kind for suggestion in found] == [SuggestionKind.QUESTION]
