"""`evalreport rollback`: customers were moved back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.cli.recording import acting, finish, record_options, role_of
from evalreport.errors import EvidenceError
from evalreport.pipeline.livecheck import rule_of
from evalreport.pipeline.recording import bound, draft, evidence_files, numbered_path, plain, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.livereport import RuleState


@click.command("rollback")
@click.argument("release_id", metavar="ID")
@click.option("--to", "to_release", required=True, metavar="RELEASE", help="The release customers were moved to.")
@click.option("--reason", required=True, help="Why.")
@click.option("--rule", help="The rollback rule that fired (default: a person acted without one).")
@click.option("--observed", type=float, help="The live number seen.")
@click.option("--limit", type=float, help="The line it crossed.")
@click.option("--fired-at", callback=as_moment, metavar="TIME", help="When the rule fired.")
@click.option(
    "--acted-at", callback=as_moment, metavar="TIME", help="When customers were moved (default: when this is written)."
)
@click.option("--evidence", "files", multiple=True, metavar="FILE", help="A live window or file seen; may be repeated.")
@record_options
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    *,
    to_release: str,
    reason: str,
    rule: str | None,
    observed: float | None,
    limit: float | None,
    fired_at: str | None,
    acted_at: str | None,
    files: tuple[str, ...],
    person_id: str | None,
    role: str | None,
    at: str | None,
    yes: bool,
    commit: bool,
) -> None:
    """Record that customers were moved back to an earlier release: write rollbacks/N.yml.

    With --rule, what the rule saw, its line and when it fired are filled in from the live windows.
    """
    root, moment = project_root(ctx), at or now()
    made = draft(root, release_id, moment)
    if rule is not None and rule not in made.report.policy.rollback:
        known = ", ".join(made.report.policy.rollback) or "none"
        raise EvidenceError(f"no rollback rule {rule!r}", slug="wrong-value", hint=f"the rules are {known}")
    if not (root / "releases" / to_release / "release.yml").is_file():
        raise EvidenceError(f"no release {to_release!r}", slug="unknown-release", hint="name an earlier release")
    person = acting(root, made.report.policy, person_id)
    acts_as = role_of(person, role)
    evidence = evidence_files(root, made, files, kind="live")
    manifest = tuple(one for one in made.subjects if one.kind == "manifest")
    state = rule_of(root, release_id, rule, as_of=acted_at or moment) if rule else None
    given = {"observed": observed, "limit": limit, "fired_at": fired_at}
    numbers = {"rule": rule, **_filled(state, given)}
    document = {
        **shared(made, person=person, role=acts_as, at=moment),
        "decision": "rollback",
        **{name: value for name, value in numbers.items() if value is not None},
        "acted_at": acted_at or moment,
        "to_release": to_release,
        "reason": reason,
        "evidence": plain(evidence),
        **bound(made, (*manifest, *evidence)),
    }
    path = numbered_path(root, made.report.release.folder, "rollbacks")
    said = f"{person.name} ({acts_as}) moves customers from {release_id} back to {to_release}{_why(state)}"
    finish(root, made, document, path=path, person=person, said=said, yes=yes, commit=commit)


def _filled(state: RuleState | None, given: Mapping[str, float | str | None]) -> dict[str, float | str | None]:
    """Return what the record says of the rule: what was typed, else what the live windows show, if it fired."""
    if state is None or state.status != "fired":
        return dict(given)
    shown = {"observed": state.observed, "limit": state.line, "fired_at": state.fired_at}
    return {name: shown[name] if value is None else value for name, value in given.items()}


def _why(state: RuleState | None) -> str:
    return "" if state is None else f". {state.sentence}"
