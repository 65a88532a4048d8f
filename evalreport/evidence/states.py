"""Whether a record of a person counts: re-checked against git, then role, reason, evidence and expiry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from evalreport.evidence.moments import fold, moment
from evalreport.evidence.standing import Standing
from evalreport.model.assessment import OverrideState, SignOffState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from evalreport.model.gate import Gate, GateResult
    from evalreport.model.policy import Person, Policy
    from evalreport.model.record import Override, Records, SignOff, Subject

SHORTEST_REASON = 20

FLAGS: Mapping[str, str] = {
    "OVR-SELF": "where the gate asks for a second person, the approver asked for it or wrote its evidence",
    "OVR-EXPIRED": "its last day has passed",
    "OVR-NO-END": "it names no last day",
    "OVR-TOO-LONG": "it runs longer than the gate allows",
    "OVR-NO-REASON": f"its reason is shorter than {SHORTEST_REASON} characters",
    "OVR-NO-EVIDENCE": "it names fewer evidence files than the gate asks for, or files that are not there",
    "OVR-FORBIDDEN": "the gate may not be overridden",
    "OVR-ROLE": "the approver's role may not override this gate",
    "OVR-LATE": "it was written after the release was closed",
    "SIGN-LATE": "it was given after the release was closed",
    "UNKNOWN-PERSON": "the person is not in the policy, or does not hold that role",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What records are judged against.

    ``as_of`` is the time of judgement (RFC 3339), ``closed_at`` that of the closing record or None, ``present`` says
    whether an evidence file is there with that content, ``standing`` what re-checking against git found.
    """

    policy: Policy
    as_of: str
    closed_at: str | None
    present: Callable[[Subject], bool]
    standing: Standing = field(default_factory=Standing)

    def signoffs(self, records: Records) -> tuple[SignOffState, ...]:
        """Judge all sign-offs; of one person in one role (and score) the newest counts, older ones are replaced.

        What was written after closing replaces nothing: a closed release stays as it was judged.
        """
        timely = [s for s in records.signoffs if self._may_replace(s)]
        newest = {(s.by, s.role, s.score): s.path for s in sorted(timely, key=_written)}
        return tuple(
            self._signoff(s, self._may_replace(s) and newest[s.by, s.role, s.score] != s.path) for s in records.signoffs
        )

    def overrides(
        self, records: Records, gates: Mapping[str, Gate], results: Mapping[str, GateResult]
    ) -> tuple[OverrideState, ...]:
        """Judge all overrides; of one gate the newest counts, of a closed release the newest before its closing.

        One that names no gate of the release lifts nothing.
        """
        timely = [o for o in records.overrides if self._may_replace(o)]
        newest = {o.gate: o.path for o in sorted(timely, key=_written)}
        return tuple(
            OverrideState(override=o, lifts=False, replaced=True)
            if self._may_replace(o) and newest[o.gate] != o.path
            else self._override(o, gates.get(o.gate), results.get(o.gate))
            for o in records.overrides
        )

    def _signoff(self, signoff: SignOff, replaced: bool) -> SignOffState:
        flags = (*self._entitled(signoff, signoff.by), *self.standing.stops(signoff.path))
        if self._late(signoff):
            flags = (*flags, "SIGN-LATE")
        # Somebody who said no is heard until they say otherwise, also where what they saw has changed since.
        heard = signoff.decision == "reject" and not self.standing.forged(signoff.path)
        stopped = set(flags) & {"UNKNOWN-PERSON", "SIGN-LATE"} if heard else flags
        counts = not replaced and not stopped and signoff.decision != "withdraw"
        return SignOffState(signoff=signoff, counts=counts, flags=flags, replaced=replaced)

    def _override(self, override: Override, gate: Gate | None, result: GateResult | None) -> OverrideState:
        if gate is None or result is None or override.decision == "withdraw":
            return OverrideState(override=override, lifts=False, flags=self.standing.stops(override.path))
        thin = result.verdict == "inconclusive" and self._owns(override.approved_by, gate)
        flags = tuple(dict.fromkeys(self._flags(override, gate, thin=thin)))
        return OverrideState(override=override, lifts=not flags, flags=flags, thin=thin)

    def _flags(self, override: Override, gate: Gate, *, thin: bool) -> Iterable[str]:
        yield from self.standing.stops(override.path)
        yield from self._entitled(override, override.approved_by)
        if len(override.reason.strip()) < SHORTEST_REASON:
            yield "OVR-NO-REASON"
        yield from self._time_flags(override, gate)
        # The owner of a score may accept thin evidence alone; who may lift a shown failure is the gate's to say.
        if not thin:
            yield from self._policy_flags(override, gate)

    def _time_flags(self, override: Override, gate: Gate) -> Iterable[str]:
        if override.expires is None:
            yield "OVR-NO-END"
        else:
            last, written = date.fromisoformat(override.expires), moment(override.at).date()
            if moment(self.as_of).date() > last:
                yield "OVR-EXPIRED"
            longest = gate.override.max_days
            if longest is not None and (last - written).days > longest:
                yield "OVR-TOO-LONG"
        if self._late(override):
            yield "OVR-LATE"

    def _policy_flags(self, override: Override, gate: Gate) -> Iterable[str]:
        allowed = gate.override
        if not allowed.allowed:
            yield "OVR-FORBIDDEN"
        # A gate that names no role names nobody: silence must not let everybody through.
        elif override.role not in allowed.roles:
            yield "OVR-ROLE"
        if allowed.second_person and self._alone(override):
            yield "OVR-SELF"
        # The same content named twice is one piece of evidence.
        if len({file.sha256 for file in override.evidence if self.present(file)}) < allowed.evidence:
            yield "OVR-NO-EVIDENCE"

    def _alone(self, override: Override) -> bool:
        """Say whether the approver also asked for the override, or wrote the evidence it rests on."""
        others = (override.requested_by, *self.standing.authors(override.path))
        return any(self._same(one, override.approved_by) for one in others)

    def _may_replace(self, record: SignOff | Override) -> bool:
        return not self._late(record) and not self.standing.forged(record.path)

    def _late(self, record: SignOff | Override) -> bool:
        claimed = self.closed_at is not None and moment(record.at) > moment(self.closed_at)
        return claimed or self.standing.late(record.path)

    def _entitled(self, record: SignOff | Override, who: str) -> tuple[str, ...]:
        """Return the flag of somebody without the role; where git was asked, the people of that time decided it."""
        if self.standing.attributed(record.path) or self._holds_role(who, record.role):
            return ()
        return ("UNKNOWN-PERSON",)

    def _holds_role(self, person: str, role: str) -> bool:
        known = self._person(person)
        return known is not None and role in known.roles

    def _owns(self, person: str, gate: Gate) -> bool:
        score = self.policy.scorecard.get(gate.score or "")
        owner = score.owner if score else gate.owner
        return self._same(person, owner)

    def _same(self, one: str, other: str) -> bool:
        first, second = self._person(one), self._person(other)
        if first is not None and second is not None:
            return first.id == second.id
        return one.casefold() == other.casefold()

    def _person(self, text: str) -> Person | None:
        """Find a person by id or e-mail, case and plus-address folded."""
        folded = fold(text)
        for person in self.policy.people.values():
            if folded == person.id.casefold() or folded in {fold(mail) for mail in person.emails}:
                return person
        return None


def _written(record: SignOff | Override) -> tuple[datetime, str]:
    return (moment(record.at), record.path)
