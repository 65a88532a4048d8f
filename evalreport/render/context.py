"""What every view of a release needs: names instead of ids, links instead of paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.record import Records
from evalreport.render.text import commit_address
from evalreport.render.times import not_after

if TYPE_CHECKING:
    from evalreport.model.assessment import Outcome
    from evalreport.model.bundle import InputFile
    from evalreport.model.gate import Gate
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport
    from evalreport.model.scorecard import Measure
    from evalreport.model.verification import Reason, Verification

SHORT_COMMIT = 7
# What is not listed here is a share of rows, told in percent.
UNITS: dict[Measure, str] = {
    "mean": "score",
    "latency_mean": "s",
    "latency_p50": "s",
    "latency_p95": "s",
    "cost_per_success": "usd",
    "reviewer_burden": "min",
}


def short_commit(commit: str | None) -> str:
    """Return the first seven digits of a commit, "" where there is none."""
    return (commit or "")[:SHORT_COMMIT]


def person(policy: Policy, who: str) -> str:
    """Return the name of a person, the id itself for somebody the policy does not know (any more)."""
    # Somebody who left still signed what they signed.
    found = policy.people.get(who)
    return found.name if found else who


def words_of(identifier: str) -> str:
    """Return an id such as a role or a change's kind as words."""
    return identifier.replace("-", " ").replace("_", " ")


def short_name(release: str, workflow: str) -> str:
    """Return a release's id without the workflow's name in front: "2.4.0" of "support-agent-2.4.0"."""
    # Ids are long because they are addresses; on a page of one workflow the version alone tells them apart.
    rest = release.removeprefix(f"{workflow}-")
    return rest or release


def score_unit(policy: Policy, score: str | None) -> str:
    """Return the unit a score is measured in: "s", "usd", "score", else "rate"."""
    spec = policy.scorecard.get(score or "")
    return UNITS.get(spec.measure, "rate") if spec else "rate"


def class_title(policy: Policy, identifier: str) -> str:
    """Return the title of a failure class, also of the failures no rule claims."""
    if identifier == UNCLASSIFIED:
        return "Unclassified"
    found = policy.failure_classes.get(identifier)
    return found.title if found else identifier


def score_title(policy: Policy, identifier: str) -> str:
    """Return the title of a score, the id itself for one that is not on the scorecard."""
    found = policy.scorecard.get(identifier)
    return found.title if found else identifier


def records_at_closing(report: ReleaseReport) -> Records:
    """Return the records of a release up to its closing, all of them while it is open.

    A closed release's pages stay as they are: what happened later is on the living pages and in releases.json.
    """
    if report.closed is None:
        return report.records
    limit, records = report.closed.at, report.records
    return Records(
        signoffs=tuple(one for one in records.signoffs if not_after(one.at, limit)),
        overrides=tuple(one for one in records.overrides if not_after(one.at, limit)),
        rollbacks=tuple(one for one in records.rollbacks if not_after(one.at, limit)),
        events=tuple(one for one in records.events if not_after(one.at, limit)),
    )


def inputs_at_closing(report: ReleaseReport) -> tuple[InputFile, ...]:
    """Return the files a release rests on: of a closed one neither today's policy nor records written later."""
    if report.closed is None:
        return report.inputs
    kept, every = records_at_closing(report), report.records
    # A record written later is a file of the release's folder and would be read with the others.
    known = {one.path for one in (*kept.signoffs, *kept.overrides, *kept.rollbacks, *kept.events)}
    later = {one.path for one in (*every.signoffs, *every.overrides, *every.rollbacks, *every.events)} - known
    return tuple(one for one in report.inputs if one.kind != "config" and one.path not in later)


def reasons_at_closing(report: ReleaseReport, found: Verification) -> tuple[Reason, ...]:
    """Return why a record is not valid, of a closed release without what arose after its closing."""
    later = found.changed_after_closing if report.closed is not None else ()
    return tuple(reason for reason in found.reasons if reason not in later)


@dataclass(frozen=True)
class Context:
    """One release, and the way from its page to the site's root (``../`` for each step down)."""

    report: ReleaseReport
    root: str = "../"

    @property
    def policy(self) -> Policy:
        """The policy the release is judged by."""
        return self.report.policy

    @property
    def outcome(self) -> Outcome:
        """The outcome a release's own page shows: of a closed one that of its closing, whatever happened later."""
        return self.report.outcome if self.report.closed else self.report.standing

    @cached_property
    def records(self) -> Records:
        """The records a release's own page shows: of a closed release those up to its closing."""
        return records_at_closing(self.report)

    @cached_property
    def inputs(self) -> tuple[InputFile, ...]:
        """The files a release's own page lists."""
        return inputs_at_closing(self.report)

    @property
    def noun(self) -> tuple[str, str]:
        """What a case is called here, one and many."""
        return self.policy.site.case_noun

    @property
    def candidate(self) -> str:
        """The release's short name."""
        return short_name(self.report.id, self.report.release.workflow)

    @property
    def baseline(self) -> str:
        """The baseline's short name: a release, a file ("baseline"), or "" where nothing came before."""
        release = self.report.release
        if release.baseline_release:
            return short_name(release.baseline_release, release.workflow)
        return "baseline" if self.report.assessment.baseline is not None else ""

    def person(self, who: str) -> str:
        """Return the name of a person."""
        return person(self.policy, who)

    def gate(self, identifier: str) -> Gate | None:
        """Return a gate of this release, None when the decision has none of that name."""
        return self.policy.gates.get(identifier)

    @cached_property
    def _inputs(self) -> dict[str, InputFile]:
        return {one.path: one for one in self.report.inputs}

    def commit_of(self, path: str) -> str | None:
        """Return the commit that last touched a file that was read, None where git cannot say."""
        found = self._inputs.get(path)
        return found.origin.commit if found else None

    def address(self, path: str) -> str | None:
        """Return the address of a file in the repository's web view at its own commit, else at the page's."""
        # A file's own commit outlives the branch: it leads to the same bytes when the file has changed since.
        return commit_address(self.policy.site.repo, self.commit_of(path) or self.report.commit, path)

    @cached_property
    def suites(self) -> frozenset[str]:
        """The suites of which this release has cases."""
        return frozenset(pair.suite for pair in self.report.assessment.pairs)

    @cached_property
    def several_runs(self) -> bool:
        """True where cases ran more than once on either side."""
        sides = (self.report.assessment.candidate, self.report.assessment.baseline)
        return any(side is not None and side.epochs > 1 for side in sides)

    @cached_property
    def simulated(self) -> bool:
        """True where rows say that their cost, tokens and times are simulated."""
        # The word is taken from the rows, not from a setting: nobody can forget to set it.
        sides = [side for pair in self.report.assessment.pairs for side in (pair.candidate, pair.baseline) if side]
        return any(side.row.metadata.get("simulated", "").lower() in {"true", "1"} for side in sides)
