"""Findings about what result files say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.findings.base import finding
from evalreport.model.failure import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import Assessment, Finding, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle

WORST_UNCLASSIFIED = 0.10


class HeadlineContradicted:
    """A result file states a headline that its own rows do not bear out. The rows count; both numbers are shown."""

    id: ClassVar[str] = "headline-contradicted"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a contradicted headline."""
        for result in bundle.results:
            for run in result.runs:
                for item in run.contradictions:
                    message = (
                        f"{run.suite} ({result.side}): the file states {item.what} = {item.stated:g}, "
                        f"its rows give {item.counted:g}"
                    )
                    yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class RunUnfinished:
    """A run was cancelled, failed or cut short. It feeds no gate, and gates that need it are not evaluated."""

    id: ClassVar[str] = "run-unfinished"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding an unfinished run."""
        for result in bundle.results:
            for run in result.runs:
                if not run.complete:
                    message = f"{run.suite} ({result.side}): the run did not finish (status {run.status})"
                    yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class RowsUnread:
    """Rows of a result file could not be read. They are counted and named; a gate can bound their share."""

    id: ClassVar[str] = "rows-unread"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a file with unread rows, naming the first."""
        for result in bundle.results:
            for file in result.files:
                if file.unread:
                    first = file.unread[0]
                    message = (
                        f"{len(file.unread)} rows ({result.side}) could not be read, first {first.where}: {first.why}"
                    )
                    yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class ReaderWarning:
    """A reader noticed something about a file that does not stop it from being read."""

    id: ClassVar[str] = "reader-warning"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a warning."""
        for result in bundle.results:
            for file in result.files:
                words = [*file.warnings, *(f"{run.suite}: {text}" for run in file.runs for text in run.warnings)]
                for text in dict.fromkeys(words):
                    message = f"{text} ({result.side})"
                    yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class UnclassifiedFailures:
    """More than a tenth of the failures belong to no class: one overall score hides what they are."""

    id: ClassVar[str] = "unclassified-failures"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding where classes are defined and too much falls outside."""
        failed = [pair.candidate for pair in assessment.pairs if pair.candidate and pair.candidate.passed is False]
        loose = sum(UNCLASSIFIED in side.classes for side in failed)
        if bundle.policy.failure_classes and failed and loose / len(failed) > WORST_UNCLASSIFIED:
            message = f"{loose} of {len(failed)} failures match no failure class; add match rules for them"
            yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


RESULT_RULES = (HeadlineContradicted(), RunUnfinished(), RowsUnread(), ReaderWarning(), UnclassifiedFailures())
