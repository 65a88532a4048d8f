"""`evalreport override`: a person lets a release ship despite a gate."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import now, project_root
from evalreport.cli.recording import acting, finish, record_options, role_of
from evalreport.errors import EvidenceError
from evalreport.evidence.moments import moment as read_moment
from evalreport.evidence.states import FLAGS
from evalreport.model.record import Override
from evalreport.pipeline.closing import find_person
from evalreport.pipeline.recording import bound, draft, evidence_files, flags_of, free_path, plain, shared

if TYPE_CHECKING:
    from evalreport.model.assessment import GateOutcome
    from evalreport.model.gate import OverridePolicy
    from evalreport.pipeline.recording import Document, Draft

DEFAULT_DAYS = 30


@click.command("override")
@click.argument("release_id", metavar="ID")
@click.argument("gate", metavar="GATE")
@click.option("--reason", default="", help="Why it may ship all the same, at least 20 characters.")
@click.option("--requested-by", metavar="PERSON", help="Who asks for it (default: who approves).")
@click.option("--evidence", "files", multiple=True, metavar="FILE", help="A file that supports it; may be repeated.")
@click.option("--condition", "conditions", multiple=True, help="What must be done in return; may be repeated.")
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Its last day (default: the longest allowed)."
)
@click.option("--ticket", default="", help="Where it is discussed.")
@click.option("--withdraw", is_flag=True, help="Take back an override of this gate.")
@record_options
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    gate: str,
    *,
    reason: str,
    requested_by: str | None,
    files: tuple[str, ...],
    conditions: tuple[str, ...],
    expires: datetime | None,
    ticket: str,
    withdraw: bool,
    person_id: str | None,
    role: str | None,
    at: str | None,
    yes: bool,
    commit: bool,
) -> None:
    """Let a release ship despite a gate: write overrides/GATE.yml. The verdict stays beside it.

    Refuses to write what could lift nothing, and says why: who may, on how many files, for how long is the gate's.
    """
    root, moment = project_root(ctx), at or now()
    made = draft(root, release_id, moment)
    outcome = _outcome(made, gate)
    policy = made.report.policy
    person = acting(root, policy, person_id)
    acts_as = role_of(person, role, outcome.gate.override.roles)
    asker = find_person(policy, requested_by).id if requested_by else person.id
    evidence = evidence_files(root, made, files)
    last = expires.date().isoformat() if expires else _last_day(moment, outcome.gate.override.max_days)
    document: Document = {
        **shared(made, person=person, role=acts_as, at=moment),
        "decision": "withdraw" if withdraw else "override",
        "gate": gate,
        "requested_by": asker,
        "approved_by": person.id,
        **{name: value for name, value in made.seen[gate].items() if name in {"observed", "threshold"}},
        "reason": reason,
        "evidence": plain(evidence),
        **({"conditions": list(conditions)} if conditions else {}),
        **({"ticket": ticket} if ticket else {}),
        "expires": last,
        **bound(made),
    }
    override = Override(
        release=release_id, by=person.id, role=acts_as, at=moment, gate=gate, requested_by=asker,
        approved_by=person.id, reason=reason, expires=last, evidence=evidence,
    )  # fmt: skip
    if not withdraw:
        _check(made, override, outcome.gate.override)
    path = free_path(root, made.report.release.folder, "overrides", gate)
    did = "takes back the override of" if withdraw else f"lets {release_id} ship despite"
    said = f"{person.name} ({acts_as}) {did} {gate}"
    finish(root, made, document, path=path, person=person, said=said, yes=yes, commit=commit)


def _outcome(made: Draft, gate: str) -> GateOutcome:
    for outcome in made.report.assessment.gates:
        if outcome.gate.id == gate:
            return outcome
    known = ", ".join(outcome.gate.id for outcome in made.report.assessment.gates) or "none"
    raise EvidenceError(f"{made.report.id} has no gate {gate!r}", slug="unknown-gate", hint=f"its gates are {known}")


def _last_day(moment: str, longest: int | None) -> str:
    return (read_moment(moment).date() + timedelta(days=longest or DEFAULT_DAYS)).isoformat()


def _mend(flag: str, override: Override, allowed: OverridePolicy) -> str:
    """Say what to write instead, where the gate's own policy knows."""
    match flag:
        case "OVR-TOO-LONG" if allowed.max_days is not None:
            return f": {allowed.max_days} days at most, so --expires {_last_day(override.at, allowed.max_days)}"
        case "OVR-NO-EVIDENCE":
            return f": {allowed.evidence} asked, {len(override.evidence)} given; name committed files with --evidence"
        case "OVR-ROLE":
            return f": it may be lifted by {' or '.join(allowed.roles) or 'nobody, until the policy names a role'}"
        case _:
            return ""


def _check(made: Draft, override: Override, allowed: OverridePolicy) -> None:
    """Refuse an override that would lift nothing; one after closing is written and shown as retroactive."""
    flags = flags_of(made, override)
    wrong = [flag for flag in flags if flag != "OVR-LATE"]
    if wrong:
        why = "; ".join(f"{FLAGS.get(flag, flag)}{_mend(flag, override, allowed)} ({flag})" for flag in wrong)
        raise EvidenceError(f"it would lift nothing: {why}", slug="record-invalid", path=override.gate)
    if flags:
        click.echo("the release is closed: this will be shown as retroactive, and changes nothing [OVR-LATE]")
