"""Checks the statistics against reference vectors: ``python tests/run_vectors.py FILE``.

A line per vector, then ``N passed, N failed``; kinds that are not built are skipped and counted
behind. Exit 1 on a failure.
The file says by kind what inputs and results mean; here each kind is put in terms of the library.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.analysis.clustered import MeanEstimate, clustered_mean_ci, mean_ci
from evalreport.analysis.crosscheck import agresti_min_interval, bonett_price_interval
from evalreport.analysis.distributions import binomial_p_value
from evalreport.analysis.family import FamilyMember, benjamini_hochberg, family_verdict, gate_family, holm
from evalreport.analysis.intervals import (
    clopper_pearson,
    wilson,
    zero_failure_required_n,
    zero_failure_upper_bound,
)
from evalreport.analysis.mcnemar import mcnemar_candidate_worse, mcnemar_exact, mcnemar_mid_p
from evalreport.analysis.noninferiority import NonInferiority, paired_noninferiority, tango_interval
from evalreport.analysis.power import required_n_paired, required_n_unpaired
from evalreport.analysis.threshold import at_least, zero_tolerance
from evalreport.analysis.unpaired import miettinen_nurminen_interval, newcombe_interval
from tests.vector_inputs import Inputs, as_list, as_object, ends
from tests.vector_kinds import MORE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.vector_inputs import Json

# The file speaks of the verdicts as its section 0 does.
WORDS = {"passed": "pass", "failed": "fail", "inconclusive": "inconclusive", "not_evaluated": "not_run"}


def _side(inputs: Inputs) -> str:
    return str(inputs.values.get("side", "two-sided"))


def _wilson(inputs: Inputs) -> dict[str, Json]:
    return ends(wilson(passed=inputs.count("x"), n=inputs.count("n"), alpha=inputs.alpha), _side(inputs))


def _clopper_pearson(inputs: Inputs) -> dict[str, Json]:
    return ends(clopper_pearson(passed=inputs.count("x"), n=inputs.count("n"), alpha=inputs.alpha), _side(inputs))


def _zero_failure_upper_bound(inputs: Inputs) -> dict[str, Json]:
    return {"upper": zero_failure_upper_bound(n=inputs.count("n"), alpha=1 - inputs.number("conf"))}


def _zero_failure_required_n(inputs: Inputs) -> dict[str, Json]:
    return {"n": zero_failure_required_n(max_rate=inputs.number("max_rate"), alpha=1 - inputs.number("conf"))}


def _binomial_test(inputs: Inputs) -> dict[str, Json]:
    less = inputs.text("alternative") == "less"
    return {"p_value": binomial_p_value(inputs.count("x"), n=inputs.count("n"), p=inputs.number("p0"), less=less)}


def _mcnemar(inputs: Inputs) -> dict[str, Json]:
    counts = {"only_baseline": inputs.count("base_only"), "only_candidate": inputs.count("cand_only")}
    return {
        "p_two_sided_exact": mcnemar_exact(**counts),
        "p_cand_worse_exact": mcnemar_candidate_worse(**counts),
        "p_two_sided_midp": mcnemar_mid_p(**counts),
    }


def _tango(inputs: Inputs) -> dict[str, Json]:
    pairs = inputs.pairs
    estimate = (pairs["only_candidate"] - pairs["only_baseline"]) / pairs["n"]
    return {"estimate": estimate, **ends(tango_interval(**pairs, alpha=inputs.alpha))}


def _agresti_min(inputs: Inputs) -> dict[str, Json]:
    interval = agresti_min_interval(**inputs.pairs, alpha=inputs.alpha)
    return {"centre": (interval.low + interval.high) / 2, **ends(interval)}


def _bonett_price(inputs: Inputs) -> dict[str, Json]:
    return ends(bonett_price_interval(**inputs.pairs, alpha=inputs.alpha))


def _paired(inputs: Inputs, *, margin: float, alpha: float) -> NonInferiority:
    return paired_noninferiority(**inputs.pairs, margin=margin, alpha=alpha)


def _noninferiority(inputs: Inputs) -> dict[str, Json]:
    shown = _paired(inputs, margin=inputs.number("margin"), alpha=inputs.alpha)
    return {
        "z": shown.z_pass,
        "p_not_noninferior": shown.p_pass,
        "p_fail": shown.p_fail,
        "verdict": WORDS[shown.verdict],
        **ends(shown.interval),
    }


def _newcombe(inputs: Inputs) -> dict[str, Json]:
    return ends(newcombe_interval(**inputs.arms, alpha=inputs.alpha))


def _miettinen_nurminen(inputs: Inputs) -> dict[str, Json]:
    return ends(miettinen_nurminen_interval(**inputs.arms, alpha=inputs.alpha))


def _mean(estimate: MeanEstimate, name: str) -> dict[str, Json]:
    return {name: estimate.mean, "se": estimate.standard_error, "df": estimate.degrees, **ends(estimate.interval)}


def _mean_ci(inputs: Inputs) -> dict[str, Json]:
    return _mean(mean_ci(inputs.numbers("values"), alpha=inputs.alpha), "mean")


def _clustered_mean_ci(inputs: Inputs) -> dict[str, Json]:
    values, clusters = inputs.numbers("values"), inputs.texts("clusters")
    return _mean(clustered_mean_ci(values, clusters=clusters, alpha=inputs.alpha), "mean")


def _paired_mean(inputs: Inputs) -> dict[str, Json]:
    return _mean(mean_ci(inputs.differences, alpha=inputs.alpha), "diff")


def _paired_clustered_mean(inputs: Inputs) -> dict[str, Json]:
    clusters = inputs.texts("clusters")
    return _mean(clustered_mean_ci(inputs.differences, clusters=clusters, alpha=inputs.alpha), "diff")


def _p_adjust(inputs: Inputs) -> dict[str, Json]:
    adjust = {"holm": holm, "bh": benjamini_hochberg}[inputs.text("method")]
    return {"adjusted": list(adjust(inputs.numbers("p_values")))}


def _required_n_paired(inputs: Inputs) -> dict[str, Json]:
    needed = required_n_paired(
        discordant_share=inputs.number("discordance"),
        margin=inputs.number("margin"),
        difference=inputs.number("true_diff"),
        alpha=inputs.alpha,
        power=inputs.number("power"),
    )
    return {"n": needed}


def _required_n_unpaired(inputs: Inputs) -> dict[str, Json]:
    needed = required_n_unpaired(
        rate_baseline=inputs.number("p1"),
        rate_candidate=inputs.number("p2"),
        alpha=inputs.number("alpha_one_sided"),
        power=inputs.number("power"),
    )
    return {"n_per_arm": needed}


def _threshold(inputs: Inputs) -> dict[str, Json]:
    shown = at_least(passed=inputs.count("x"), n=inputs.count("n"), line=inputs.number("threshold"), alpha=inputs.alpha)
    return {"verdict": WORDS[shown.verdict], **ends(shown.interval)}


def _zero_tolerance(inputs: Inputs) -> dict[str, Json]:
    shown = zero_tolerance(
        failures=inputs.count("failures"),
        n=inputs.count("n"),
        max_rate=inputs.number("max_rate"),
        alpha=inputs.alpha,
    )
    extra = 0 if shown.verdict == "passed" else shown.needed
    return {"upper": shown.rules_out, "verdict": WORDS[shown.verdict], "extra_n_needed": extra}


def _family(inputs: Inputs) -> dict[str, Json]:
    shown = {
        name: _paired(table, margin=inputs.number("margin"), alpha=inputs.alpha)
        for name, table in inputs.named("classes").items()
    }
    members = gate_family(
        [FamilyMember(name=name, verdict=one.verdict, p_fail=one.p_fail) for name, one in shown.items()],
        alpha=inputs.alpha,
    )
    return {
        "z": {name: one.z_pass for name, one in shown.items()},
        "p_fail_holm": {member.name: member.p_adjusted for member in members},
        "class_verdict": {member.name: WORDS[member.verdict] for member in members},
        "verdict": WORDS[family_verdict(members)],
    }


KINDS: dict[str, Callable[[Inputs], dict[str, Json]]] = {
    "wilson_interval": _wilson,
    "clopper_pearson": _clopper_pearson,
    "zero_failure_upper_bound": _zero_failure_upper_bound,
    "zero_failure_required_n": _zero_failure_required_n,
    "binomial_test": _binomial_test,
    "mcnemar": _mcnemar,
    "paired_diff_tango": _tango,
    "paired_diff_agresti_min": _agresti_min,
    "paired_diff_bonett_price": _bonett_price,
    "noninferiority_paired_binary": _noninferiority,
    "unpaired_diff_newcombe": _newcombe,
    "unpaired_diff_miettinen_nurminen": _miettinen_nurminen,
    "mean_ci": _mean_ci,
    "clustered_mean_ci": _clustered_mean_ci,
    "paired_mean_diff_ci": _paired_mean,
    "paired_clustered_mean_diff_ci": _paired_clustered_mean,
    "p_adjust": _p_adjust,
    "required_n_noninferiority_paired": _required_n_paired,
    "required_n_unpaired_two_prop": _required_n_unpaired,
    "gate_threshold_binary": _threshold,
    "gate_zero_tolerance": _zero_tolerance,
    "gate_family_paired": _family,
    **MORE_KINDS,
}


def differences(expected: Json, got: Json, tolerance: Inputs, path: str = "") -> Iterator[str]:
    """One sentence for each place where ``got`` is not ``expected`` by the file's rule of tolerance."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            yield from differences(value, got.get(name, "missing"), tolerance, f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for place, (wanted, found) in enumerate(zip(expected, got, strict=True)):
            yield from differences(wanted, found, tolerance, f"{path}[{place}]")
    elif not _same(expected, got, tolerance):
        yield f"{path.lstrip('.')}: expected {expected!r}, got {got!r}"


def _same(expected: Json, got: Json, tolerance: Inputs) -> bool:
    numbers = [value for value in (expected, got) if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len((expected, got)):
        return expected == got
    allowed = tolerance.number("abs") + tolerance.number("rel") * abs(numbers[0])
    return abs(numbers[1] - numbers[0]) <= allowed


@dataclass(frozen=True, slots=True)
class Outcome:
    """One vector run: its id and kind, the ``word`` passed, failed or skipped, and what differed."""

    id: str
    kind: str
    word: str
    problems: tuple[str, ...] = ()


def run_vector(vector: Inputs) -> Outcome:
    """Runs one vector; a kind that is not built is skipped, an error raised by the library is a failure."""
    name, kind = vector.text("id"), vector.text("kind")
    if kind not in KINDS:
        return Outcome(name, kind, "skipped", ("kind not built",))
    try:
        got = KINDS[kind](Inputs(as_object(vector.values["inputs"])))
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        return Outcome(name, kind, "failed", (f"{type(error).__name__}: {error}",))
    tolerance = Inputs(as_object(vector.values["tolerance"]))
    problems = tuple(differences(vector.values["expected"], got, tolerance))
    return Outcome(name, kind, "failed" if problems else "passed", problems)


def load_vectors(path: Path) -> list[Inputs]:
    """The vectors of a file, in order."""
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return [Inputs(as_object(vector)) for vector in as_list(as_object(document)["vectors"])]


def main(arguments: list[str]) -> int:
    """Runs the vectors of the files named; 0 when none failed, 1 when one did, 2 without a file."""
    if not arguments:
        print(__doc__)
        return 2
    outcomes = [run_vector(vector) for path in arguments for vector in load_vectors(Path(path))]
    for outcome in outcomes:
        print(" ".join((outcome.word, outcome.id, *outcome.problems)))
    words = [outcome.word for outcome in outcomes]
    shown = ("passed", "failed", *(("skipped",) if "skipped" in words else ()))
    print(", ".join(f"{words.count(word)} {word}" for word in shown))
    return 1 if "failed" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
