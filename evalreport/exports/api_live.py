"""What production said of each release, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.exports.api_documents import LiveDocument, LiveReleaseDocument, RuleDocument, WindowDocument

if TYPE_CHECKING:
    from evalreport.model.livereport import LiveReport, RuleState, WindowFigures
    from evalreport.model.report import SiteReport


def live_document(report: SiteReport) -> LiveDocument:
    """Return the live side of every release that has one, with all that arrived after its closing."""
    found = [one.live_now or one.live for one in report.releases]
    return LiveDocument(schema="evalreport.api.live/1", releases=[_release(one) for one in found if one is not None])


def _release(live: LiveReport) -> LiveReleaseDocument:
    return LiveReleaseDocument(
        release=live.release,
        workflow=live.workflow,
        as_of=live.as_of,
        word=live.word,
        newest_data=live.newest,
        last_good=live.last_good,
        rules=[_rule(one) for one in live.rules],
        windows=[_window(one) for one in live.windows],
    )


def _rule(state: RuleState) -> RuleDocument:
    answer = state.answered_by
    return RuleDocument(
        id=state.rule.id,
        status=state.status,
        owner=state.rule.owner,
        action=state.rule.action,
        unit=state.unit,
        observed=state.observed,
        line=state.line,
        n=state.n,
        fired_at=state.fired_at,
        answered_at=(answer.acted_at or answer.at) if answer else None,
        asks=state.asks,
        dry_run=state.rule.dry_run,
    )


def _window(one: WindowFigures) -> WindowDocument:
    # A class whose rules see nothing here is not known to be absent.
    numbers = {
        kind: {
            figure.name: figure.estimate.value if figure.known else None
            for figure in one.figures
            if figure.kind == kind
        }
        for kind in ("score", "class")
    }
    return WindowDocument(
        id=one.window.id,
        begins=one.window.begins,
        ends=one.window.ends,
        sampling=one.window.sampling.kind,
        runs=one.runs,
        scored=one.scored,
        errors=one.errors,
        scores=numbers["score"],
        failure_classes=numbers["class"],
    )
