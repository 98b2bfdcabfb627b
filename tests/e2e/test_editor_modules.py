"""The page's modules by themselves, run where they run: in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    """One page for all: modules are imported, the page itself is not touched."""
    page = browser.new_page()
    page.goto(site)
    yield page
    page.close()


def run(page: Page, module: str, body: str, argument: Any = None) -> Any:
    """The value of ``body`` with the module's exports as ``m``, the argument as ``x``."""
    return page.evaluate(
        f"async x => {{ const m = await import('/static/js/{module}.js'); {body} }}",
        argument,
    )


@pytest.mark.parametrize(
    "text", ["", "abc", "a😀b", "😀", "👩‍🌾🇻🇳x𝐕", "Tiếng Việt 🎉."]
)
def test_offsets_agree_with_python(page: Page, text: str) -> None:
    """Both countings, there and back, at every character."""
    points = list(range(len(text) + 1))
    units = [len(text[:point].encode("utf-16-le")) // 2 for point in points]

    found = run(
        page,
        "offsets",
        """const offsets = new m.Offsets(x.text);
        return [x.points.map((p) => offsets.toUnits(p)), x.units.map((u) => offsets.toPoints(u))];""",
        {"text": text, "points": points, "units": units},
    )

    assert found == [units, points]


def test_well_formed_text_is_what_the_server_screens(page: Page) -> None:
    """NFC, plain line feeds, no half characters; nothing else changes."""
    given = "Viê\u0323t\r\nhai\rba\u00a0 \ud83d"

    assert run(page, "offsets", "return m.wellFormed(x);", given) == (
        "Việt\nhai\nba\u00a0 \ufffd"
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 6), (3, 9)], ["abc[1", "def[1[2]1", "ghi[2]2", "j"]),
        ([(0, 2), (0, 2)], ["ab[1[2]2]1", "cdefghij"]),
        ([], ["abcdefghij"]),
    ],
)
def test_segments_agree_with_the_server(
    page: Page, spans: list[tuple[int, int]], expected: list[str]
) -> None:
    """The page with script and the one without show the same marks."""
    marks = [
        {"start": start, "end": end, "number": number}
        for number, (start, end) in enumerate(spans, start=1)
    ]

    found = run(
        page,
        "segments",
        """return m.pieces('abcdefghij', 0, [...x].sort(m.byNesting)).map((piece) => piece.text
          + piece.marks.map((mark) => `[${mark.number}`).join('')
          + piece.ends.map((mark) => `]${mark.number}`).join(''));""",
        marks,
    )

    assert found == expected


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"at": 0, "removed": "", "inserted": "xx"}, [12, 17]),
        ({"at": 20, "removed": "abc", "inserted": ""}, [10, 15]),
        ({"at": 12, "removed": "", "inserted": "yy"}, [10, 17]),
        ({"at": 8, "removed": "abcd", "inserted": ""}, [8, 11]),
        ({"at": 13, "removed": "abcd", "inserted": "z"}, [10, 14]),
        ({"at": 15, "removed": "", "inserted": "z"}, [10, 15]),
        ({"at": 10, "removed": "abcde", "inserted": "z"}, None),
        ({"at": 2, "removed": "abcdefghijklmnop", "inserted": ""}, None),
    ],
)
def test_finding_follows_an_edit(
    page: Page, edit: dict[str, Any], expected: list[int] | None
) -> None:
    """Until the next report the marks stay on their words."""
    found = run(
        page,
        "findings",
        """const findings = new m.Findings();
        findings.all = [{key: 'a', start: 10, end: 15, sentence: {start: 8, end: 20}, suggestions: []}];
        findings.follow(x);
        return findings.all.map((each) => [each.start, each.end])[0] ?? null;""",
        edit,
    )

    assert found == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("abc", "abc"),
        ("", "abc"),
        ("abc", ""),
        ("aaa", "aaaa"),
        ("abcabc", "abc"),
        ("Việt Nam", "Việt cổ Nam"),
    ],
)
def test_difference_rebuilds_the_new_text(page: Page, before: str, after: str) -> None:
    """What the browser typed is found again, whatever is repeated."""
    found = run(page, "draft", "return m.difference(...x);", [before, after])

    rebuilt = before[: found["start"]] + found["inserted"] + before[found["end"] :]
    assert rebuilt == after


def test_draft_replaces_over_lines(page: Page) -> None:
    """Lines, parts and positions stay in step."""
    found = run(
        page,
        "draft",
        """const draft = new m.Draft();
        draft.load('một\\nhai\\nba', ['title', 'body', 'caption']);
        const change = draft.replace(1, 9, 'X\\nY');
        return [draft.lines, draft.parts, draft.lineStarts, change.removed, change.insertedLines];""",
    )

    assert found == [["mX", "Ya"], ["title", "body"], [0, 3], "ột\nhai\nb", 2]


def test_undo_takes_words_not_letters(page: Page) -> None:
    """Typing in one place is one step; a pause, a jump or a line break ends it."""
    found = run(
        page,
        "history",
        """let time = 0;
        const history = new m.History(() => time);
        const type = (at, inserted, wait = 10) => {
          time += wait;
          history.record({at, removed: '', inserted}, {isTyping: true});
        };
        type(0, 'a'); type(1, 'b'); type(2, 'c', 5000); type(9, 'd'); type(10, '\\n'); type(11, 'e');
        const steps = [];
        while (history.canUndo) steps.push(history.undo().map((each) => each.start));
        return steps;""",
    )

    assert found == [[11], [10], [9], [2], [1, 0]]


def test_same_sentence_twice_has_two_places_and_one_answer(page: Page) -> None:
    """A dismissal holds wherever the sentence is repeated in the draft."""
    finding = {
        "id": "a1",
        "category": "role",
        "severity": "medium",
        "start": 0,
        "end": 2,
        "sentence": {"start": 0, "end": 2, "text": "ab"},
        "suggestions": [],
    }
    again = {**finding, "start": 3, "end": 5}

    found = run(
        page,
        "findings",
        """const findings = new m.Findings();
        findings.load({findings: x, mentions: []}, {}, 'ab ab');
        const keys = findings.all.map((each) => each.key);
        findings.answer('a1', {kind: 'dismissal'});
        return [new Set(keys).size, findings.open.length, findings.verdict('revise')];""",
        [finding, again],
    )

    assert found == [2, 0, "pass"]
