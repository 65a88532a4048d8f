"""`evalreport sign`: a person's answer to a release."""

from __future__ import annotations

import click

from evalreport.cli.project import now, project_root
from evalreport.cli.recording import acting, finish, record_options, role_of
from evalreport.errors import EvidenceError
from evalreport.pipeline.recording import bound, check_open, draft, free_path, shared

DID = {"approve": "approves", "reject": "rejects", "withdraw": "withdraws the answer given to"}


@click.command("sign")
@click.argument("release_id", metavar="ID")
@click.option("--score", help="The one score it is for (default: all).")
@click.option("--reject", is_flag=True, help="Say no.")
@click.option("--withdraw", is_flag=True, help="Take back the answer given before.")
@click.option("--note", default="", help="What the person adds.")
@record_options
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    *,
    score: str | None,
    reject: bool,
    withdraw: bool,
    note: str,
    person_id: str | None,
    role: str | None,
    at: str | None,
    yes: bool,
    commit: bool,
) -> None:
    """Approve or reject a release: write signoffs/ROLE-PERSON.yml, bound to what git holds now.

    Shows what is bound, then asks. Refuses while a bound file differs from HEAD. Nobody types a digest.
    """
    if reject and withdraw:
        raise click.UsageError("say --reject or --withdraw, not both")
    root, moment = project_root(ctx), at or now()
    made = draft(root, release_id, moment)
    check_open(made)
    policy = made.report.policy
    if score is not None and score not in policy.scorecard:
        known = ", ".join(policy.scorecard)
        raise EvidenceError(f"no score {score!r}", slug="unknown-score", hint=f"there are {known}")
    person = acting(root, policy, person_id)
    decision = "reject" if reject else "withdraw" if withdraw else "approve"
    acts_as = role_of(person, role, made.report.assessment.waiting)
    document = {
        **shared(made, person=person, role=acts_as, at=moment),
        "decision": decision,
        **({"score": score} if score else {}),
        **({"note": note} if note else {}),
        **bound(made),
    }
    name = f"{acts_as}-{person.id}" if score is None else f"{acts_as}-{person.id}-{score}"
    path = free_path(root, made.report.release.folder, "signoffs", name)
    said = f"{person.name} ({acts_as}) {DID[decision]} {release_id}"
    finish(root, made, document, path=path, person=person, said=said, yes=yes, commit=commit)
