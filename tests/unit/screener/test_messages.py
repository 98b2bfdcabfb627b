"""Both languages must say everything, in the same facts."""

from __future__ import annotations

import string

import pytest

from screener import errors
from screener.domain.documents import Part
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Verdict
from screener.errors import ScreenerError
from screener.messages import en, vi
from screener.messages.catalogue import error_hint, error_message, message


def leaves(kind: type[ScreenerError]) -> list[type[ScreenerError]]:
    children = kind.__subclasses__()
    return [leaf for child in children for leaf in leaves(child)] or [kind]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_catalogues_have_the_same_keys() -> None:
    """A message in one language only would leave somebody without words."""
    assert set(vi.MESSAGES) == set(en.MESSAGES)


@pytest.mark.parametrize("code", sorted(vi.MESSAGES))
def test_message_names_the_same_facts_in_both_languages(code: str) -> None:
    """A fact dropped in translation is a fact lost."""
    assert fields(vi.MESSAGES[code]) == fields(en.MESSAGES[code])


@pytest.mark.parametrize(
    "kind",
    [k for k in leaves(ScreenerError) if k is not errors.JobError],
    ids=lambda kind: kind.__name__,
)
def test_every_error_has_words_and_a_hint(kind: type[ScreenerError]) -> None:
    """An error says what, where and what to do."""
    error = kind(source="bài.docx", **dict.fromkeys(kind.fact_names, 7))

    said = error_message(error)

    assert said.vi != said.en
    assert error_hint(error).vi


@pytest.mark.parametrize(
    ("seconds", "vi_number", "en_number"),
    [(60.0, "60 giây", "60 s"), (1.5, "1,5 giây", "1.5 s"), (1200, "1.200", "1,200")],
)
def test_numbers_are_written_as_the_language_does(
    seconds: float, vi_number: str, en_number: str
) -> None:
    """“60.0 giây” is a program's way of counting."""
    error = errors.DocumentTimeoutError(source="a.doc", timeout_s=seconds)

    said = error_message(error)

    assert vi_number in said.vi
    assert en_number in said.en


def test_every_label_has_words() -> None:
    """Codes are for machines; people read names."""
    codes = [f"category.{c}" for c in Category]
    codes += [f"why.{c}" for c in Category] + [f"ask.{c}" for c in Category]
    codes += [f"severity.{s}" for s in FLAGGED_SEVERITIES]
    codes += [f"verdict.{v}" for v in Verdict] + [f"part.{p}" for p in Part]

    assert [code for code in codes if code not in vi.MESSAGES] == []


def test_numbers_are_grouped_as_each_language_does() -> None:
    """1.234 in Vietnamese is 1,234 in English."""
    words = message("summary.read", characters=1234567, sentences=12)

    assert "1.234.567" in words.vi
    assert "1,234,567" in words.en


def test_tool_never_claims_a_breach_of_law() -> None:
    """The product advises; it does not accuse."""
    assert not [c for c, text in vi.MESSAGES.items() if "vi phạm pháp luật" in text]


def test_error_refuses_other_facts_than_its_own() -> None:
    """A misspelt fact must fail where it is raised, not where it is shown."""
    with pytest.raises(TypeError):
        errors.CorruptInputError(source="x", format="docx")


def test_error_keeps_its_facts_across_processes() -> None:
    """Readers run in child processes and raise there."""
    import pickle

    error = errors.TooLargeError(source="x", size_bytes=2, limit_bytes=1)

    copy = pickle.loads(pickle.dumps(error))

    assert (type(copy), copy.source, copy.facts) == (
        errors.TooLargeError,
        "x",
        {"size_bytes": 2, "limit_bytes": 1},
    )
    assert "input.too_large" in str(copy)
