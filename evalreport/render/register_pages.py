"""The living pages under latest/: history and registers, under today's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.page import Page, SearchEntry
from evalreport.render.body import page
from evalreport.render.context import short_commit
from evalreport.render.cost_pages import cost_pages
from evalreport.render.courses import courses_of
from evalreport.render.explore import plotly_address
from evalreport.render.figures import plural
from evalreport.render.findable import found_classes, found_gates, found_overrides, found_people
from evalreport.render.glossary import GROUPS, PATH
from evalreport.render.history_pages import history_pages
from evalreport.render.live_pages import live_pages
from evalreport.render.views_graders import grader_pages
from evalreport.render.views_overrides import late_changes, override_counts, override_entries
from evalreport.render.views_people import rollback_rules
from evalreport.render.views_registers import (
    OUTPUTS,
    class_columns,
    class_entries,
    decision_entries,
    gate_entries,
    grader_entries,
    owners,
    score_entries,
)
from evalreport.render.views_release import finding_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from evalreport.model.report import SiteReport
    from evalreport.render.status import Status


def register_pages(environment: Environment, report: SiteReport, statuses: Mapping[str, Status]) -> list[Page]:
    """Return the history (the site's home) and all registers."""
    return [
        *history_pages(environment, report, statuses),
        _decisions(environment, report),
        _scores(environment, report, statuses),
        _classes(environment, report),
        _policy(environment, report),
        findings_page(environment, report),
        _overrides(environment, report),
        _glossary(environment),
        *live_pages(environment, report, statuses),
        *cost_pages(environment, report, statuses),
        *([_graders(environment, report)] if report.policy.graders else []),
    ]


def _glossary(environment: Environment) -> Page:
    search = tuple(SearchEntry(anchor=one.id, title=one.title, text=one.said) for *_, terms in GROUPS for one in terms)
    return page(
        environment,
        "glossary.html.j2",
        path=PATH,
        title="What the words mean",
        values={"groups": GROUPS},
        description="Each word that the reports use, in one sentence.",
        search=search,
    )


def _decisions(environment: Environment, report: SiteReport) -> Page:
    entries = decision_entries(report)
    search = tuple(
        SearchEntry(anchor=one.id, title=one.question, text=f"Decision, owner {one.owner}") for one in entries
    )
    return page(
        environment,
        "decisions.html.j2",
        path="latest/decisions/",
        title="Decisions",
        values={"decisions": entries},
        search=search,
    )


def _scores(environment: Environment, report: SiteReport, statuses: Mapping[str, Status]) -> Page:
    scores, people = score_entries(report), owners(report.policy)
    workflows = sorted({one.release.workflow for one in report.releases})
    courses = [course for workflow in workflows for course in courses_of(report, statuses, workflow)]
    return page(
        environment,
        "scores.html.j2",
        path="latest/scores/",
        title="Scores and owners",
        values={
            "scores": scores,
            "owners": people,
            "graders": grader_entries(report.policy),
            "courses": courses,
            "plotly": plotly_address(),
        },
        search=(
            SearchEntry(anchor="scores", title="Scores", text=" ".join(f"{one.title}: {one.use}" for one in scores)),
            *found_people(people),
        ),
    )


def _classes(environment: Environment, report: SiteReport) -> Page:
    entries = class_entries(report)
    return page(
        environment,
        "classes.html.j2",
        path="latest/classes/",
        title="Failure classes",
        values={"classes": entries, "columns": class_columns(report), "noun": report.policy.site.case_noun},
        search=found_classes(entries),
    )


def _policy(environment: Environment, report: SiteReport) -> Page:
    policy = report.policy
    gates = gate_entries(policy, list(policy.gates.values()))
    return page(
        environment,
        "policy.html.j2",
        path="latest/policy/",
        title="Policy",
        values={
            "gates": gates,
            "rules": rollback_rules(policy),
            "policy_file": policy.file,
            "commit": short_commit(report.repository.head),
            "outputs": OUTPUTS[policy.publish.outputs],
            "redact": policy.publish.redact,
            "show_emails": policy.publish.show_emails,
        },
        search=found_gates(gates),
    )


def _overrides(environment: Environment, report: SiteReport) -> Page:
    entries = override_entries(report)
    lead = (
        f"{plural(len(entries), ('override', 'overrides'))} in {plural(len(report.releases), ('release', 'releases'))}."
    )
    return page(
        environment,
        "overrides.html.j2",
        path="latest/overrides/",
        title="Overrides",
        values={
            "entries": entries,
            "counts": override_counts(entries),
            "lead": lead,
            "changed": late_changes(report),
        },
        search=(SearchEntry(anchor="", title="Overrides", text=lead), *found_overrides(entries)),
    )


def findings_page(environment: Environment, report: SiteReport) -> Page:
    """Return the page of findings about the policy and the releases as a whole."""
    rows = [finding_row(one) for one in report.findings]
    return page(
        environment,
        "findings.html.j2",
        path="latest/findings/",
        title="Findings",
        values={"findings": rows},
        search=(SearchEntry(anchor="", title="Findings", text=" ".join(one.message for one in rows)),),
    )


def _graders(environment: Environment, report: SiteReport) -> Page:
    found = grader_pages(report)
    return page(
        environment,
        "graders.html.j2",
        path="latest/graders/",
        title="Graders",
        values={"graders": found},
        search=tuple(SearchEntry(anchor=one.id, title=f"Grader {one.id}", text=one.reason) for one in found),
    )
