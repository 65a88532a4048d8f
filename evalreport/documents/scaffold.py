"""The texts that `init` and `new` write: the standard policy and a first manifest.

Classes, scores, decisions and what they are for are the practice the tool carries; owners are asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalreport.documents.writing import dump

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where nobody said how many cases there are; `new` says later which margin the files can carry.
DEFAULT_MARGIN = 0.05
SCHEMA_FOLDER = "schemas"
_LINE_ENDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
EDITOR_LINE = "# yaml-language-server: $schema={path}\n"

# The five questions a release may answer; each begins with the one gate that every team can measure.
DECISIONS: Mapping[str, str] = MappingProxyType(
    {
        "prompt-change": "Can this prompt change ship?",
        "model-route": "Can this model route replace the old route?",
        "write-access": "Can this tool-using agent move from draft-only to write-enabled?",
        "answer-alone": "Can this agent answer this class of requests without review?",
        "higher-stakes": "Can this workflow be trusted for a higher-value customer segment?",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns everything at first."""

    id: str
    name: str
    email: str = ""


def owner_of(name: str, email: str) -> Owner:
    """Make a person's id from their name."""
    # Ids stand in file names and addresses, names may hold any letter.
    first = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "owner"
    return Owner(id=first[:40], name=name or "Owner", email=email)


def config_text(owner: Owner, *, site_name: str, decision: str, margin: float | None = None) -> str:
    """Write site_config.yml: six failure classes, six scores, the chosen decision with one gate, one rollback rule."""
    # Written by the YAML writer: names come from git and may hold any sign.
    people = dump({owner.id: {"name": owner.name, "roles": ["owner"], "emails": [owner.email] if owner.email else []}})
    words = {
        "@NAME@": dump({"name": site_name}).strip(),
        "@PEOPLE@": "".join(f"  {line}\n" for line in people.splitlines()).rstrip(),
        "@DECISION@": decision,
        "@QUESTION@": DECISIONS[decision],
        "@OWNER@": owner.id,
        "@MARGIN@": f"{DEFAULT_MARGIN if margin is None else margin:.2f}",
    }
    text = EDITOR_LINE.format(path=f"{SCHEMA_FOLDER}/config.json") + _CONFIG
    # One pass, so that a name which looks like a placeholder is left alone.
    return re.sub("|".join(words), lambda found: words[found.group()], text)


def manifest_text(fields: Mapping[str, object], *, notes: tuple[str, ...], schema: bool) -> str:
    """Write a release.yml with comment lines after it; ``schema`` says whether the schema file is there."""
    head = EDITOR_LINE.format(path=f"../../{SCHEMA_FOLDER}/release.json") if schema else ""
    # Notes quote names from result files: nothing in them may end the comment.
    return head + dump(fields) + "".join(f"# {_LINE_ENDS.sub(' ', note)}\n" for note in notes)


_CONFIG = """\
# What may ship, who says so, and on what evidence.
version: 1
requires: ">=1,<2"

site:
  @NAME@

# Who may own, sign and override; e-mails as they stand in git. Add the others, then give each score its own owner.
people:
@PEOPLE@

# The questions a release answers, each with the gates that serve it.
decisions:
  @DECISION@:
    question: @QUESTION@
    owner: @OWNER@
    gates: [task-success-holds]
  first-release:
    question: Is this the version that later ones are compared with?
    owner: @OWNER@
    gates: [owner-accepts]

gates:
  task-success-holds:
    score: task-success
    not_worse_than: baseline
    margin: @MARGIN@            # the largest drop somebody would knowingly ship
    level: block
    override: {roles: [owner], evidence: 1, max_days: 30, second_person: false}
  # For a suite without chance in it, where every case must pass; add its name to the gates of the decision:
  # every-case-passes: {score: task-success, at_least: 1.0, decide_on: point}
  owner-accepts:
    signoff: [owner]

# No score without an owner and a use. A score that your results do not carry is shown as not measured.
scorecard:
  task-success:
    title: Task success
    owner: @OWNER@
    use: blocks a release if the primary outcome degrades
    measure: pass_rate      # of: NAME picks a score where the results hold several
  tool-correctness:
    title: Tool correctness
    owner: @OWNER@
    use: blocks changes to routing, tools or orchestration
    measure: tool_error_rate
  approval-behavior:
    title: Approval behavior
    owner: @OWNER@
    use: blocks an expansion of autonomy
    measure: failure_rate
    failure_class: policy-boundary
  evidence-quality-score:
    title: Evidence quality
    owner: @OWNER@
    use: blocks research or customer-facing output changes
    measure: failure_rate
    failure_class: evidence-quality
  cost-per-success:
    title: Cost per successful run
    owner: @OWNER@
    use: forces a review of model and tool routing
    measure: cost_per_success
  reviewer-burden:
    title: Reviewer burden
    owner: @OWNER@
    use: catches systems that work only by shifting cost to people
    measure: mean
    of: reviewer_minutes
    better: lower

# Failures come in classes. A rule names what your results say: label, tag, suite, case, error, score, tool_error,
# metadata.<key>; a pattern is a regular expression for the whole value. A case may be in several classes.
failure_classes:
  policy-boundary:
    title: Policy boundary
    why: affects governance and compliance
    severity: critical
    match: [{label: "(?i).*(policy|approval|unauthori[sz]ed).*"}, {metadata.violation: ".+"}]
  tool-arguments:
    title: Tool arguments
    why: affects execution risk
    severity: major
    match: [{label: "(?i).*arguments?.*"}]
  tool-selection:
    title: Tool selection
    why: affects cost, latency and correctness
    severity: major
    match: [{label: "(?i).*(tool[ _-]selection|wrong[ _-]tool|tool[ _-]not[ _-]called).*"}]
  evidence-quality:
    title: Evidence quality
    why: affects research and customer-facing claims
    severity: major
    match: [{label: "(?i).*(citation|evidence|ungrounded|unsupported).*"}]
  recovery-behavior:
    title: Recovery behavior
    why: affects production reliability
    severity: major
    match: [{label: "(?i).*(recovery|time[ _-]?out|connectionerror).*|limit:.*|termination:.*"}]
  answer-quality:
    title: Answer quality
    why: affects user trust and usefulness
    severity: minor
    match: [{label: "(?i).*(answer|assertion ?error|assertionfailed|mismatch|incorrect).*"}]

# What live degradation triggers, who acts, and how.
rollback:
  live-success:
    score: task-success
    below: 0.90
    for: 2 windows
    owner: @OWNER@
    action: route all traffic to the previous release

publish: {outputs: none}    # none | sampled | all: inputs and outputs of cases reach the site only when you say so
"""
