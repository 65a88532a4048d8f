"""The inputs of a reference vector, read by name and type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from evalreport.analysis.unpaired import Arm

if TYPE_CHECKING:
    from evalreport.model.statistics import Interval

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one vector, read by name and type; a wrong one raises TypeError."""

    values: dict[str, Json]

    def number(self, name: str) -> float:
        """A number."""
        return as_number(self.values[name])

    def count(self, name: str) -> int:
        """A whole number."""
        value = self.values[name]
        if not isinstance(value, int):
            raise TypeError(f"{name}: {value!r} is no count")
        return value

    def text(self, name: str) -> str:
        """A text."""
        return str(self.values[name])

    def numbers(self, name: str) -> list[float]:
        """A list of numbers."""
        return [as_number(value) for value in as_list(self.values[name])]

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        return [str(value) for value in as_list(self.values[name])]

    def items(self, name: str) -> list[Json]:
        """A list of anything."""
        return as_list(self.values[name])

    def objects(self, name: str) -> list[Inputs]:
        """A list of objects."""
        return [Inputs(as_object(value)) for value in as_list(self.values[name])]

    def named(self, name: str) -> dict[str, Inputs]:
        """Objects by name."""
        return {key: Inputs(as_object(value)) for key, value in as_object(self.values[name]).items()}

    @property
    def alpha(self) -> float:
        """The one-sided error rate: given, or what the confidence leaves on each side asked about."""
        if "alpha" in self.values:
            return self.number("alpha")
        one_sided = self.values.get("side", "two-sided") != "two-sided"
        return (1 - self.number("conf")) / (1 if one_sided else 2)

    @property
    def pairs(self) -> dict[str, int]:
        """The paired table as the library takes it."""
        cells = {name: self.count(name) for name in ("both_pass", "base_only", "cand_only", "both_fail")}
        return {"only_baseline": cells["base_only"], "only_candidate": cells["cand_only"], "n": sum(cells.values())}

    @property
    def arms(self) -> dict[str, Arm]:
        """Two unpaired samples as the library takes them."""
        return {
            "candidate": Arm(passed=self.count("x_cand"), n=self.count("n_cand")),
            "baseline": Arm(passed=self.count("x_base"), n=self.count("n_base")),
        }

    @property
    def differences(self) -> list[float]:
        """Candidate less baseline, row by row."""
        rows = zip(self.numbers("cand"), self.numbers("base"), strict=True)
        return [candidate - baseline for candidate, baseline in rows]


def as_number(value: Json) -> float:
    """A number, else TypeError."""
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def as_list(value: Json) -> list[Json]:
    """A list, else TypeError."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def as_object(value: Json) -> dict[str, Json]:
    """An object, else TypeError."""
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def ends(interval: Interval | None, side: str = "two-sided") -> dict[str, Json]:
    """An interval as the file writes it; one-sided bounds end at 0 and 1."""
    if interval is None:
        return {"lower": None, "upper": None}
    return {
        "lower": 0.0 if side == "upper" else interval.low,
        "upper": 1.0 if side == "lower" else interval.high,
    }
