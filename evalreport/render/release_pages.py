"""The pages of one release: report, cases, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.page import Asset, Page, SearchEntry
from evalreport.render.body import page
from evalreport.render.case_pages import case_pages
from evalreport.render.casedata import case_assets, case_data
from evalreport.render.context import Context
from evalreport.render.environment import make_environment
from evalreport.render.findable import found_in_release
from evalreport.render.record import record_json
from evalreport.render.views_cases import changed_rows, changed_say
from evalreport.render.views_classes import class_rows
from evalreport.render.views_costs import cost_view
from evalreport.render.views_evidence import evidence_lead, file_rows, sources
from evalreport.render.views_gates import gate_rows, gates_say
from evalreport.render.views_people import event_views, override_views, rollback_rules, rollback_views, signatures
from evalreport.render.views_records import record_checks
from evalreport.render.views_release import finding_row, release_view
from evalreport.render.views_scores import cost_rows, score_rows
from evalreport.render.views_windows import own_live
from evalreport.render.words import LIFTS

if TYPE_CHECKING:
    from jinja2 import Environment

    from evalreport.model.report import ReleaseReport
    from evalreport.render.casepast import Past


def render_release(
    report: ReleaseReport,
    *,
    tool_version: str,
    environment: Environment | None = None,
    past: Past | None = None,
    offline: bool = False,
) -> tuple[list[Page], list[Asset]]:
    """Return the pages of one release (report, evidence, cases) with its record.json and its file of cases.

    ``past`` is what its cases did in earlier releases; ``offline`` writes the file of cases as a script.

    Raise TemplateError with file and line where a template is at fault.
    """
    environment = environment or make_environment()
    data = case_data(Context(report), past)
    cases, *more = case_pages(environment, report, data, offline=offline)
    pages = [_release_page(environment, report), cases, _evidence_page(environment, report), *more]
    record = Asset(path=f"{report.id}/record.json", content=record_json(report, tool_version))
    return pages, [record, *case_assets(report.id, data, offline=offline)]


def _release_page(environment: Environment, report: ReleaseReport) -> Page:
    context = Context(report)
    gates, classes = gate_rows(context), class_rows(context)
    view = release_view(context)
    values: dict[str, object] = {
        "here": "report",
        "release": view,
        "gates": gates,
        "gates_say": gates_say(context),
        "override_lifts": LIFTS,
        "overrides": override_views(context),
        "classes": classes,
        "changed": changed_rows(context),
        "changed_say": changed_say(context),
        "scores": score_rows(context),
        "rollbacks": rollback_views(context, context.records.rollbacks),
        "rules": rollback_rules(context.policy),
        "watched": own_live(context),
        "costs": cost_rows(context),
        "figures": cost_view(context),
        "signatures": signatures(context),
        "events": event_views(context),
        "findings": [finding_row(one) for one in report.assessment.findings],
        "evidence_lead": evidence_lead(context),
        "sources": sources(context),
    }
    search = (
        SearchEntry(
            anchor="", title=f"{report.id}: {view.state.word}", text=" ".join([view.headline, *view.lead, view.summary])
        ),
        *found_in_release(gates, classes, override_views(context)),
    )
    return page(
        environment,
        "release.html.j2",
        path=f"{report.id}/",
        title=f"{report.id}: {view.state.word}",
        values=values,
        description=report.headline,
        search=search,
    )


def _evidence_page(environment: Environment, report: ReleaseReport) -> Page:
    context = Context(report, root="../../")
    closed = "The policy in its closing record, whatever the policy says today."
    values: dict[str, object] = {
        "here": "evidence",
        "release": release_view(context),
        "evidence_lead": evidence_lead(context),
        "files": file_rows(context),
        "records": record_checks(context),
        "policy_words": closed if report.closed else "Today\u2019s policy, since the release is open.",
        "policy_digest": report.policy_digest,
        # One command that needs nothing but the repository: what it prints must agree with the page.
        "command": f"evalreport check {report.id}\nevalreport verify {report.id}",
    }
    path = f"{report.id}/evidence/"
    return page(environment, "evidence.html.j2", path=path, title=f"Evidence for {report.id}", values=values)
