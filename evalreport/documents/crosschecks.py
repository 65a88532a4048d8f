"""What no single field can know: whether the names a policy uses are defined, and whether its rules fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.documents.gateform import gate_faults
from evalreport.documents.livechecks import outcome_faults, outcome_names, price_faults
from evalreport.documents.rollbackform import rollback_faults
from evalreport.documents.schema import Step, closest, dotted, locate
from evalreport.documents.yamltree import MapNode, Node
from evalreport.errors import EvidenceError, SettingsError
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.scorecard import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evalreport.documents.config_schema import ConfigDoc, GateDoc, PolicySections, ScoreDoc
    from evalreport.documents.live_schema import RollbackDoc
    from evalreport.errors import EvalReportError

# Measures that are shares, so that their lines and margins are fractions.
RATES = frozenset({"pass_rate", "failure_rate", "tool_error_rate", "pass_hat_k", "approval_rate"})
# Measures that say of a single run whether it failed.
COUNTED = frozenset({"pass_rate", "failure_rate"})
PERCENT = 100
_SLUGS = {
    "people": ("unknown-person", "person"),
    "gates": ("unknown-gate", "gate"),
    "scorecard": ("unknown-score", "score"),
    "failure_classes": ("unknown-class", "failure class"),
    "graders": ("unknown-grader", "grader"),
}


def cross_checks(doc: ConfigDoc, tree: Node, releases: Iterable[str] = ()) -> Iterator[EvalReportError]:
    """Yield every wrong reference and every rule that does not fit, each at its place."""
    roles = {role for person in doc.people.values() for role in person.roles}
    checks = _Checks(tree, doc, roles=sorted(roles), releases=frozenset(releases), kind=SettingsError)
    yield from checks.all()
    yield from _emails(doc, tree)


def recorded_checks(sections: PolicySections, tree: Node) -> Iterator[EvalReportError]:
    """Yield what does not fit in the policy that a closing record keeps, ``tree`` being the record.

    People, roles and releases are not looked at: those of the time may be gone.
    """
    policy = tree.values.get("policy", tree) if isinstance(tree, MapNode) else tree
    yield from _Checks(policy, sections, roles=None, releases=None, kind=EvidenceError, path="policy.").all()


class _Checks:
    """The checks share what is defined: names count even where their own entry has an error."""

    def __init__(
        self,
        tree: Node,
        doc: PolicySections,
        *,
        roles: Sequence[str] | None,
        releases: frozenset[str] | None,
        kind: type[EvalReportError],
        path: str = "",
    ) -> None:
        self._tree = tree
        self._doc = doc
        self._roles = roles
        self._releases = releases
        self._kind = kind
        self._path = path
        self._known = {section: _names(tree, section) for section in _SLUGS}
        # Nobody defines this class, and gates may count it all the same.
        self._known["failure_classes"].append(UNCLASSIFIED)

    def all(self) -> Iterator[EvalReportError]:
        """Run every check."""
        yield from self.decisions()
        yield from self.scores()
        yield from self.gates()
        yield from self.rollback_rules()
        yield from self.live_sections()

    def decisions(self) -> Iterator[EvalReportError]:
        """Check owners, gates and roles of decisions."""
        for name, decision in self._doc.decisions.items():
            here = ("decisions", name)
            yield from self._reference("people", decision.owner, (*here, "owner"))
            for index, gate in enumerate(decision.gates):
                yield from self._reference("gates", gate, (*here, "gates", index))
            yield from self._known_roles(decision.signoff, (*here, "signoff"))

    def scores(self) -> Iterator[EvalReportError]:
        """Check owners and graders of scores, and that their fields fit the measure."""
        for name, score in self._doc.scorecard.items():
            here = ("scorecard", name)
            yield from self._reference("people", score.owner, (*here, "owner"))
            if score.grader is not None:
                yield from self._reference("graders", score.grader, (*here, "grader"))
            if score.failure_class is not None:
                yield from self._reference("failure_classes", score.failure_class, (*here, "failure_class"))
            for field, message, hint in _measure_faults(score):
                slug = "wrong-value" if field else "required"
                yield self._error(slug, message, (*here, field) if field else here, hint)

    def gates(self) -> Iterator[EvalReportError]:
        """Check form, score, class, owner and roles of gates."""
        for name, gate in self._doc.gates.items():
            here = ("gates", name)
            for fault in gate_faults(gate, recorded=self._roles is None):
                steps = (*here, fault.field) if fault.field else here
                yield self._error("gate-form", fault.message, steps, fault.hint)
            lines = {"at_least": gate.at_least, "at_most": gate.at_most, "margin": gate.margin}
            for field, written in self._rates(gate.score, lines):
                yield self._no_fraction(written, (*here, field))
            yield from self._gate_references(gate, here)

    def rollback_rules(self) -> Iterator[EvalReportError]:
        """Check score, class and owner of rollback rules, and that each has one form."""
        for name, rule in self._doc.rollback.items():
            here = ("rollback", name)
            if rule.score is not None:
                yield from self._reference("scorecard", rule.score, (*here, "score"))
            if rule.failures is not None:
                yield from self._reference("failure_classes", rule.failures, (*here, "failures"))
            yield from self._reference("people", rule.owner, (*here, "owner"))
            for fault in rollback_faults(rule):
                steps = (*here, fault.field) if fault.field else here
                yield self._error("rollback-form", fault.message, steps, fault.hint)
            yield from self._countable(rule, here)
            for field, written in self._rates(rule.score, {"below": rule.below, "above": rule.above}):
                yield self._no_fraction(written, (*here, field))

    def _countable(self, rule: RollbackDoc, here: tuple[Step, ...]) -> Iterator[EvalReportError]:
        """Yield a rule that counts failing runs by a score that fails none."""
        score = self._doc.scorecard.get(rule.score or "")
        if score is not None and rule.below is None and rule.above is None and score.measure not in COUNTED:
            message = f"{score.measure} says of no run that it failed, so none can be counted"
            hint = "name a score that is a pass_rate or failure_rate, or write below: or above:"
            yield self._error("rollback-form", message, (*here, "score"), hint)

    def live_sections(self) -> Iterator[EvalReportError]:
        """Check that prices do not overlap, and that outcomes name what is defined."""
        for fault in price_faults(self._doc.prices):
            yield self._error("price", fault.message, ("prices", *fault.steps), fault.hint)
        if self._doc.outcomes is None:
            return
        for fault in outcome_faults(self._doc.outcomes):
            yield self._error("wrong-value", fault.message, ("outcomes", *fault.steps), fault.hint)
        for named in outcome_names(self._doc.outcomes):
            yield from self._reference(named.section, named.name, ("outcomes", *named.steps))

    def _rates(self, name: str | None, lines: Mapping[str, float | None]) -> Iterator[tuple[str, float]]:
        """Yield the numbers over a rate that are no fraction, by field: percent is the likeliest slip."""
        score = self._doc.scorecard.get(name or "")
        if score is None or score.measure not in RATES:
            return
        for field, written in lines.items():
            # A margin of 1 would allow anything; a line at 1 asks for all.
            if written is not None and (written > 1 or (field == "margin" and written >= 1) or written < 0):
                yield field, float(written)

    def _no_fraction(self, written: float, steps: tuple[Step, ...]) -> EvalReportError:
        message = f"{written:g} where a fraction from 0 to 1 is due"
        hint = f"write {written / 100:g} for {written:g}%" if written <= PERCENT else "write 0.9 for 90%"
        return self._error("wrong-value", message, steps, hint)

    def _gate_references(self, gate: GateDoc, here: tuple[Step, ...]) -> Iterator[EvalReportError]:
        for section, value, field in (
            ("scorecard", gate.score, "score"),
            ("failure_classes", gate.failures, "failures"),
            ("people", gate.owner, "owner"),
        ):
            if value is not None:
                yield from self._reference(section, value, (*here, field))
        pinned = gate.not_worse_than
        if self._releases is not None and pinned not in {None, "baseline", *self._releases}:
            hint = "write baseline, or the id of a release"
            yield self._error("unknown-release", f"no release {pinned!r}", (*here, "not_worse_than"), hint)
        yield from self._known_roles(gate.signoff or [], (*here, "signoff"))
        if gate.override is not None:
            yield from self._known_roles(gate.override.roles, (*here, "override", "roles"))

    def _reference(self, section: str, name: str, steps: tuple[Step, ...]) -> Iterator[EvalReportError]:
        judged = section != "people" or self._roles is not None
        if judged and name not in self._known[section]:
            slug, word = _SLUGS[section]
            yield self._error(slug, f"no {word} {name!r} in {section}", steps, closest(name, self._known[section]))

    def _known_roles(self, roles: Iterable[str], steps: tuple[Step, ...]) -> Iterator[EvalReportError]:
        for index, role in enumerate(roles):
            if self._roles is not None and role not in self._roles:
                message = f"nobody in people has the role {role!r}"
                yield self._error("unknown-role", message, (*steps, index), closest(role, self._roles))

    def _error(self, slug: str, message: str, steps: tuple[Step, ...], hint: str) -> EvalReportError:
        place = locate(self._tree, steps)
        return self._kind(message, slug=slug, location=place, path=self._path + dotted(steps), hint=hint)


def _emails(doc: ConfigDoc, tree: Node) -> Iterator[EvalReportError]:
    """Check that no e-mail belongs to two people: git could not tell who wrote a record."""
    owners: dict[str, str] = {}
    for name, person in doc.people.items():
        for index, email in enumerate(person.emails):
            # Mail hosts do not tell case apart, and git keeps what was typed.
            other = owners.setdefault(email.casefold(), name)
            if other != name:
                steps = ("people", name, "emails", index)
                message, place = f"{email} belongs to {other} too", locate(tree, steps)
                hint = "give it to one person"
                yield SettingsError(message, slug="wrong-value", location=place, path=dotted(steps), hint=hint)


def _names(tree: Node, section: str) -> list[str]:
    node = tree.values.get(section) if isinstance(tree, MapNode) else None
    return list(node.values) if isinstance(node, MapNode) else []


def _measure_faults(score: ScoreDoc) -> Iterator[tuple[str, str, str]]:
    """Yield field (empty: one is missing), message and hint."""
    yield from _lacking(score)
    if score.failure_class is not None and score.measure != "failure_rate":
        yield "failure_class", f"{score.measure} counts no failure class", "write measure: failure_rate, or remove it"
    if score.k is not None and score.measure != "pass_hat_k":
        yield "k", f"{score.measure} asks for no tries in a row", "write measure: pass_hat_k, or remove it"
    yield from _pass_faults(score)
    yield from _direction_faults(score)


def _direction_faults(score: ScoreDoc) -> Iterator[tuple[str, str, str]]:
    # With pass_at the direction says on which side of the line a case passes, so the measure does not fix it.
    natural = DIRECTIONS.get(score.measure)
    if natural is not None and score.pass_at is None and score.better not in {None, natural}:
        yield "better", f"of {score.measure} {natural} is better", "remove it; pass_when: false inverts a score"


def _lacking(score: ScoreDoc) -> Iterator[tuple[str, str, str]]:
    """Yield what a measure cannot do without."""
    if score.measure == "mean" and score.better is None:
        yield "", "a mean needs better", "write better: higher or better: lower"
    if score.measure == "failure_rate" and score.failure_class is None:
        yield "", "failure_rate needs failure_class", "name a class from failure_classes"


# A successful run is one that passed, so its cost needs the line as much as the rate does.
PASSING = frozenset({"pass_rate", "pass_hat_k", "cost_per_success"})


def _pass_faults(score: ScoreDoc) -> Iterator[tuple[str, str, str]]:
    """Yield fields that say what passes where nothing passes, or say it twice."""
    for field in ("pass_at", "pass_when"):
        if getattr(score, field) is not None and score.measure not in PASSING:
            yield field, f"{score.measure} has no passes", "write measure: pass_rate, or remove it"
    if score.pass_at is not None and score.pass_when is not None:
        yield "pass_when", "pass_at and pass_when at once", "keep pass_at for numbers, pass_when for true and false"
