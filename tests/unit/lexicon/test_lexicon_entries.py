"""The shipped entries keep their word, each on its own examples."""

from __future__ import annotations

import pytest

from screener.bootstrap import shipped_lexicon
from screener.detect.rewording import suggestions_of
from screener.domain.detections import SuggestionKind
from screener.domain.labels import Category, Severity
from screener.lexicon.entry import Entry
from screener.lexicon.matcher import Matcher

ENTRIES = shipped_lexicon()
MATCHERS = {entry.id: Matcher([entry]) for entry in ENTRIES}
ALONE = Matcher([entry for entry in ENTRIES if entry.flags_alone])
LEAST_ENTRIES = 400
LEAST_EXAMPLES = 2


def cases(name: str) -> list[object]:
    """Each example of each entry as a test case."""
    return [
        pytest.param(entry, text, id=f"{entry.id}-{number}")
        for entry in ENTRIES
        for number, text in enumerate(getattr(entry, name), start=1)
    ]


@pytest.mark.parametrize(("entry", "text"), cases("must_match"))
def test_entry_matches_its_example(entry: Entry, text: str) -> None:
    """An entry that misses its own example is broken."""
    assert MATCHERS[entry.id].find(text)


@pytest.mark.parametrize(("entry", "text"), cases("must_not_match"))
def test_entry_leaves_its_counter_example_alone(entry: Entry, text: str) -> None:
    """A false alarm costs more trust than a miss."""
    assert not MATCHERS[entry.id].find(text)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_entry_has_examples_and_both_languages(entry: Entry) -> None:
    """Every rule is explained to both readers and shown both ways."""
    assert len(set(entry.must_match)) >= LEAST_EXAMPLES
    assert len(set(entry.must_not_match)) >= LEAST_EXAMPLES
    assert entry.note.vi.strip()
    assert entry.note.en.strip()
    for rewording in entry.rewordings:
        assert rewording.note is None or (rewording.note.vi and rewording.note.en)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_rewording_changes_what_it_replaces(entry: Entry) -> None:
    """A rewording equal to the matched words would be a joke on the editor."""
    for text in entry.must_match:
        for match in MATCHERS[entry.id].find(text):
            matched = match.span.of(text)
            for suggestion in suggestions_of(
                entry, sentence=text, span=match.span, offset=0
            ):
                assert suggestion.replacement.lower() != matched.lower()
    for rewording in entry.rewordings:
        is_replacement = rewording.kind is SuggestionKind.REPLACE
        assert bool(rewording.text) == is_replacement


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_replacement_can_be_offered_somewhere(entry: Entry) -> None:
    """A rewording that never fits any example is dead weight."""
    offered = {
        suggestion.kind
        for text in entry.must_match
        for match in MATCHERS[entry.id].find(text)
        for suggestion in suggestions_of(
            entry, sentence=text, span=match.span, offset=0
        )
    }
    wanted = {rewording.kind for rewording in entry.rewordings}
    # A deletion at the head of a sentence lifts the next letter: a replacement.
    assert wanted - {SuggestionKind.DELETE} <= offered


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_rewording_is_no_label_itself(entry: Entry) -> None:
    """What the tool proposes must pass the tool."""
    for rewording in entry.rewordings:
        assert not ALONE.find(rewording.text)


def test_all_nine_categories_are_covered() -> None:
    """Each finding should meet some entry that explains it."""
    assert {entry.category for entry in ENTRIES} == set(Category)
    assert len(ENTRIES) >= LEAST_ENTRIES


def test_ids_say_their_category_and_are_unique() -> None:
    """Dismissals and reports refer to entries by id."""
    ids = [entry.id for entry in ENTRIES]
    assert len(ids) == len(set(ids))
    assert all(entry.id.split("/")[0] == entry.category for entry in ENTRIES)


def test_notes_advise_and_never_convict() -> None:
    """Only a competent person decides whether a law is broken."""
    for entry in ENTRIES:
        notes = [entry.note, *(r.note for r in entry.rewordings if r.note)]
        assert not any("vi phạm" in note.vi for note in notes), entry.id
        assert not any("violat" in note.en for note in notes), entry.id


def test_benevolent_words_alone_stay_low() -> None:
    """Hard line of the guide: an ornament standing alone is low."""
    ornaments = {"phai-dep", "phai-yeu", "phai-manh", "bong-hong", "kieu-nu", "nu-quai"}
    for entry in ENTRIES:
        if entry.id.removeprefix("language/") in ornaments:
            assert entry.severity is Severity.LOW


OFFICIAL = (
    "Chương trình đặt mục tiêu xoá bỏ định kiến giới và phân biệt đối xử về giới trong "
    "truyền thông.",
    "Bảo đảm nam, nữ bình đẳng trong tiếp cận giáo dục, đào tạo, việc làm và y tế.",
    "Tỷ lệ nữ đại biểu Quốc hội khoá mới đạt trên 30 phần trăm.",
    "Hội Liên hiệp Phụ nữ phối hợp với Đoàn Thanh niên tổ chức Tháng hành động.",
    "Nam giới, nữ giới cùng chia sẻ công việc gia đình, chăm sóc con cái.",
    "Nghiêm cấm xuất bản ấn phẩm mang định kiến giới dưới mọi hình thức.",
    "Hỗ trợ phụ nữ mang thai, nuôi con nhỏ và lao động nữ khu công nghiệp.",
    "Phòng ngừa, ứng phó với bạo lực trên cơ sở giới, bảo vệ phụ nữ và trẻ em gái.",
    "Ưu tiên bố trí cán bộ nữ tham gia các khoá bồi dưỡng lãnh đạo, quản lý.",
    "Mỗi trường học có ít nhất một cán bộ tư vấn tâm lý cho học sinh nam và nữ.",
    "Thống kê số liệu tách biệt giới tính hằng năm, báo cáo trước ngày 05/12.",
    "Chỉ tiêu: 60% dân số được tiếp cận kiến thức cơ bản về bình đẳng giới.",
)


@pytest.mark.parametrize("text", OFFICIAL)
def test_official_prose_full_of_gender_words_is_left_alone(text: str) -> None:
    """Plans and laws speak of the sexes all day; that is no stereotype."""
    assert ALONE.find(text) == ()
