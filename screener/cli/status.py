"""What the command line tells the shell when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from screener.domain.labels import Severity, Verdict
from screener.domain.reports import Failure, Outcome
from screener.errors import (
    BundleMissingError,
    ConfigError,
    OperatingPointError,
    ScreenerError,
)


class ExitStatus(IntEnum):
    """The published exit statuses."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOT_SCREENED = 3
    BUG = 4


# The first that applies wins.
_PRECEDENCE = (
    ExitStatus.BUG,
    ExitStatus.USAGE,
    ExitStatus.NOT_SCREENED,
    ExitStatus.FINDINGS,
    ExitStatus.CLEAN,
)


def status_of(outcome: Outcome, *, fail_on: Severity | None) -> ExitStatus:
    """What one document contributes; None for ``fail_on`` ignores findings."""
    if isinstance(outcome, Failure):
        return ExitStatus.NOT_SCREENED
    if outcome.verdict is Verdict.NOT_SCREENED:
        return ExitStatus.NOT_SCREENED
    if fail_on is not None and any(
        finding.severity.rank >= fail_on.rank for finding in outcome.findings
    ):
        return ExitStatus.FINDINGS
    return ExitStatus.CLEAN


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """The first of the statuses by precedence; clean when there are none."""
    return min(statuses, key=_PRECEDENCE.index, default=ExitStatus.CLEAN)


def status_of_error(error: ScreenerError) -> ExitStatus:
    """The status of an error that stopped the whole command."""
    if isinstance(error, ConfigError | OperatingPointError | BundleMissingError):
        return ExitStatus.USAGE
    return ExitStatus.NOT_SCREENED
