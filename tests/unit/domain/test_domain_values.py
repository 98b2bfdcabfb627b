"""Values check themselves when they are made, so nothing downstream has to."""

from __future__ import annotations

import pytest

from screener.domain.detections import SeverityScores, StanceScores
from screener.domain.documents import Paragraph, Part, Place
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.builders import make_point


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_span_out_of_order_is_refused(start: int, end: int) -> None:
    """A wrong offset must fail where it is made."""
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_span_knows_its_neighbours() -> None:
    """Half-open: touching is not overlapping."""
    span = Span(2, 5)

    assert (len(span), span.shifted(3)) == (3, Span(5, 8))
    assert span.overlaps(Span(4, 9))
    assert not span.overlaps(Span(5, 9))
    assert span.contains(Span(3, 5))
    assert not span.contains(Span(3, 6))


@pytest.mark.parametrize("scores", [(0.2, 0.5, 0.1), (1.2, 0.5, 0.1), (0.5, 0.1, -0.1)])
def test_severity_scores_must_be_cumulative(scores: tuple[float, float, float]) -> None:
    """Medium or worse cannot be likelier than low or worse."""
    with pytest.raises(ValueError, match="cumulative"):
        SeverityScores(*scores)


def test_severity_none_always_holds() -> None:
    """Everything is at least not worse than nothing."""
    assert SeverityScores(0.1, 0.0, 0.0).at_least(Severity.NONE) == 1.0


def test_certain_scores_stop_at_their_severity() -> None:
    """A rule believes in exactly the severity it names."""
    assert SeverityScores.certain(Severity.MEDIUM) == SeverityScores(1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("stance", "score"), list(zip(Stance, (0.1, 0.2, 0.3, 0.4), strict=True))
)
def test_stance_scores_are_read_by_stance(stance: Stance, score: float) -> None:
    """The order of the enum is the order of the fields."""
    assert StanceScores(0.1, 0.2, 0.3, 0.4).of(stance) == score


def test_threshold_that_is_not_set_is_never_reached() -> None:
    """A severity without a threshold must stay silent, not always speak."""
    assert make_point().threshold(Category.ROLE, Severity.NONE) > 1.0


@pytest.mark.parametrize(
    ("part", "is_heading"),
    [(Part.TITLE, True), (Part.HEADING, True), (Part.BODY, False)],
)
def test_headings_are_known(part: Part, is_heading: bool) -> None:
    """A heading may lack its full stop."""
    assert Paragraph(Span(0, 3), Place(part=part)).is_heading is is_heading
