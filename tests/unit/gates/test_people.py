"""Gates that ask people: approve, reject, or not answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.gates.people import missing, refusals
from evalreport.model.gate import Gate
from tests.unit.gates.contexts import answer, context, judge

if TYPE_CHECKING:
    from evalreport.model.assessment import SignOffState
    from evalreport.model.gate import Verdict

GATE = Gate(id="g", title="G", form="signoff", level="manual", signoff=("risk-owner", "product-owner"))
BOTH = (answer("risk-owner"), answer("product-owner", by="dana"))


@pytest.mark.parametrize(
    ("signoffs", "verdict", "waiting"),
    [
        ((), "not_evaluated", ("risk-owner", "product-owner")),
        (BOTH[:1], "not_evaluated", ("product-owner",)),
        (BOTH, "passed", ()),
        ((BOTH[0], answer("product-owner", "reject", "dana")), "failed", ()),
        ((answer("risk-owner", "reject"),), "failed", ()),
        ((BOTH[0], answer("product-owner", by="dana", counts=False)), "not_evaluated", ("product-owner",)),
        ((*BOTH, answer("product-owner", "reject", "dana", counts=False)), "passed", ()),
        ((*BOTH, answer("auditor", "reject", "dana")), "passed", ()),
    ],
    ids=["nobody", "one", "both", "rejected", "rejected-early", "not-counted", "reject-not-counted", "other-role"],
)
def test_every_role_must_approve_and_none_reject(
    signoffs: tuple[SignOffState, ...], verdict: Verdict, waiting: tuple[str, ...]
) -> None:
    """The gate waits for each role, passes when all said yes, fails at one counted no."""
    result = judge(GATE, context(signoffs=signoffs))
    assert (result.verdict, result.waiting) == (verdict, waiting)


def test_names_and_roles_stand_in_the_reason() -> None:
    """The reason names who answered, in which role, in words."""
    assert judge(GATE, context(signoffs=BOTH)).reason == (
        "Approved by Maya Lindqvist (risk owner), Dana Ortiz (product owner)."
    )
    assert judge(GATE, context()).reason == "Waiting for risk owner and product owner to answer."
    refused = judge(GATE, context(signoffs=(answer("risk-owner", "reject", "ghost"),)))
    assert refused.reason == "Rejected by ghost (risk owner)."


@pytest.mark.parametrize(
    ("decision", "lacking", "no"), [("approve", [], 0), ("reject", ["a"], 1), ("withdraw", ["a"], 0)]
)
def test_only_an_approval_fills_a_role(decision: str, lacking: list[str], no: int) -> None:
    """A rejection or a withdrawn answer leaves the role unfilled."""
    given = (answer("a", decision),)  # type: ignore[arg-type]  # a parameter of a table is text
    assert missing(["a"], given) == lacking
    assert len(refusals(["a"], given)) == no
