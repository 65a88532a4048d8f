"""`plan` as text: a paragraph a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.model.plan import PlannedGate, ReleasePlan

# Below it teams are stopped by chance so often that they route around the gate.
WANTED = 0.8


def plan_text(plans: Sequence[ReleasePlan], noun: tuple[str, str]) -> str:
    """Write what each gate can show; ends in a newline."""
    lines = [line for plan in plans for line in _release(plan, noun)]
    return "\n".join(visible(line) for line in lines or ["Nothing to plan: no release is open."]) + "\n"


def _release(plan: ReleasePlan, noun: tuple[str, str]) -> Iterator[str]:
    yield f"{plan.release}: what its gates can show"
    for one in plan.gates:
        yield f"  {one.gate}: {_sentence(one, noun)}"
    if plan.passes_all is not None:
        yield f"  all that block: an unchanged candidate passes {chance(plan.passes_all)}"


def _sentence(one: PlannedGate, noun: tuple[str, str]) -> str:
    if one.passes_unchanged is None:
        return f"{one.note}."
    said = [f"with {one.n:,} {noun[1]} an unchanged candidate passes {chance(one.passes_unchanged)}"]
    if one.stops_regression is not None:
        what = "one worse by the margin" if one.form == "not_worse_than" else "one just at the line"
        said.append(f"{what} is stopped {chance(one.stops_regression)}")
    if one.fails_double is not None:
        said.append(f"one worse by twice the margin is shown to be {chance(one.fails_double)}")
    text = f"{', '.join(said)} ({one.assumed})."
    if one.note:
        return f"{text} {one.note[:1].upper()}{one.note[1:]}."
    if one.passes_unchanged >= WANTED:
        return text
    return f"{text} {_more(one, noun)}"


def _more(one: PlannedGate, noun: tuple[str, str]) -> str:
    if one.needed is None:
        return "Too close to the line for a practical number."
    return f"About {one.needed:,} {noun[1]} would let it pass 80 times in 100."


def chance(value: float) -> str:
    """Write a chance as times in a hundred; what is neither sure nor impossible is not written as such."""
    times = round(100 * value)
    if times == 100 and value < 1:  # noqa: PLR2004  # of a hundred
        return "more than 99 times in 100"
    return "less than 1 time in 100" if times == 0 and value > 0 else f"{times} times in 100"
