"""Which form a gate has: exactly one, with the fields that belong to it and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.documents.config_schema import GateDoc
    from evalreport.model.gate import Form


class GateFault(NamedTuple):
    """What is wrong with a gate: the field it shows at (empty: the gate), the message, the hint."""

    field: str
    message: str
    hint: str


# Fields beside the form's own name: those a form needs, and those it may have.
_NEEDED: dict[Form, tuple[str, ...]] = {
    "at_least": ("score",),
    "at_most": ("score",),
    "not_worse_than": ("score", "margin"),
    "failures": (),
    "unpaired_at_most": (),
    "unreadable_at_most": (),
    "signoff": (),
}
_ALLOWED: dict[Form, tuple[str, ...]] = {
    "at_least": ("min_cases", "confidence", "decide_on"),
    "at_most": ("min_cases", "confidence", "decide_on"),
    "not_worse_than": ("min_cases", "confidence", "unpaired_share", "decide_on"),
    "failures": ("at_most", "max_rate", "min_cases", "confidence", "decide_on"),
    "unpaired_at_most": (),
    "unreadable_at_most": (),
    "signoff": (),
}
# What these forms never looked at: refused in new files, and left alone in records of what was closed with it.
_WITHOUT_EFFECT: dict[Form, tuple[str, ...]] = {
    "at_least": ("min_cases",),
    "at_most": ("min_cases",),
    "not_worse_than": ("min_cases",),
    "failures": (),
    "unpaired_at_most": ("suites",),
    "unreadable_at_most": ("suites",),
    "signoff": ("suites",),
}
_WHY = {
    "min_cases": "remove it: the bound itself says when there are too few cases",
    "suites": "remove it: the whole release is looked at",
}
_SPECIFIC = ("score", "margin", "at_most", "max_rate", "min_cases", "confidence", "unpaired_share", "decide_on")
FORMS = tuple(_NEEDED)


def form_of(gate: GateDoc) -> Form | None:
    """Return the gate's form, None where it has none or several."""
    forms = _forms(gate)
    return forms[0] if len(forms) == 1 else None


def gate_faults(gate: GateDoc, *, recorded: bool = False) -> Iterator[GateFault]:
    """Yield everything that is wrong with a gate's form and fields; a ``recorded`` one may say what has no effect."""
    forms = _forms(gate)
    if len(forms) != 1:
        said = f"{len(forms)} forms at once: {', '.join(forms)}" if forms else "nothing to check"
        yield GateFault("", f"the gate says {said}", f"give it exactly one of {', '.join(FORMS)}")
        return
    form = forms[0]
    yield from _field_faults(gate, form)
    for name in () if recorded else _WITHOUT_EFFECT[form]:
        # A list that was not written is empty.
        if getattr(gate, name) not in (None, []):
            yield GateFault(name, f"{name} has no effect beside {form}", _WHY[name])
    if form == "failures":
        yield from _failure_faults(gate)
    if gate.level == "manual" and form != "signoff":
        yield GateFault("level", "level manual asks people", "give it signoff: [roles], or level block or advise")


def _field_faults(gate: GateDoc, form: Form) -> Iterator[GateFault]:
    """Yield fields that the form lacks, and those it has no use for: a limit that is not used would deceive."""
    for name in _NEEDED[form]:
        if getattr(gate, name) is None:
            yield GateFault("", f"{form} needs {name}", f"add {name}:")
    fitting = {form, *_NEEDED[form], *_ALLOWED[form]}
    for name in _SPECIFIC:
        if getattr(gate, name) is not None and name not in fitting:
            yield GateFault(name, f"{name} has no meaning beside {form}", "remove it")


def _forms(gate: GateDoc) -> list[Form]:
    # Beside `failures`, `at_most` counts cases and is no form of its own.
    said: list[Form] = [form for form in FORMS if getattr(gate, form) is not None]
    return [form for form in said if not (form == "at_most" and gate.failures is not None)]


def _failure_faults(gate: GateDoc) -> Iterator[GateFault]:
    if gate.decide_on is not None and gate.max_rate is None:
        yield GateFault("decide_on", "cases are counted, there is no bound to leave out", "remove it")
    if gate.at_most is None and gate.max_rate is None:
        yield GateFault("", "failures needs a limit", "add at_most: 0, max_rate: 0.01 or both")
    if gate.at_most is not None and (gate.at_most < 0 or not gate.at_most.is_integer()):
        yield GateFault("at_most", f"{gate.at_most:g} is no count of cases", "write a whole number, or use max_rate")
