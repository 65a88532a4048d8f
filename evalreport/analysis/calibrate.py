"""From people's labels to how far a grader is to be trusted (R9)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evalreport.analysis.agreement import Confusion, cohen_kappa, krippendorff_alpha
from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.intervals import wilson
from evalreport.model.grading import Agreement
from evalreport.model.statistics import Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.grading import HumanLabel

ALPHA = 0.05


def agreement_of(name: str, labels: Iterable[HumanLabel]) -> Agreement:
    """Compare a grader with people, a case once.

    The truth of a case is what most raters say; a case they split evenly on is left out. Where the grader answers a
    case several times (repeats, both orders of a pair) and contradicts itself, it counts as wrong there: a judge that
    follows the position is caught by its own answers. Cases without any verdict are counted as abstained.
    """
    cases: defaultdict[str, list[HumanLabel]] = defaultdict(list)
    for label in labels:
        cases[label.case].append(label)
    cells = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    abstained = contradicted = 0
    for votes in cases.values():
        truth, verdicts = _majority(votes), {vote.verdict for vote in votes} - {None}
        if truth is None:
            continue
        if not verdicts:
            abstained += 1
            continue
        said = verdicts == {True} if len(verdicts) == 1 else not truth
        contradicted += len(verdicts) > 1
        cells[truth, said] += 1
    counts = Confusion(tp=cells[True, True], fn=cells[True, False], fp=cells[False, True], tn=cells[False, False])
    return _summary(name, counts, abstained, contradicted)


def _majority(votes: Sequence[HumanLabel]) -> bool | None:
    # A rater who says the same of a case beside each of the grader's answers has one vote.
    each = {(vote.rater, vote.label) for vote in votes}
    passes = sum(label for _, label in each)
    return None if 2 * passes == len(each) else 2 * passes > len(each)


def _summary(name: str, counts: Confusion, abstained: int, contradicted: int) -> Agreement:
    kappa = cohen_kappa(counts.table)
    reach = normal_quantile(ALPHA) * (kappa.standard_error or 0.0) if kappa else 0.0
    return Agreement(
        name=name,
        tp=counts.tp,
        fn=counts.fn,
        fp=counts.fp,
        tn=counts.tn,
        abstained=abstained,
        contradicted=contradicted,
        agreement=_share(counts.tp + counts.tn, counts.n),
        sensitivity=_share(counts.tp, counts.passing),
        specificity=_share(counts.tn, counts.failing),
        kappa=kappa.kappa if kappa else None,
        kappa_interval=_ends(kappa.kappa, reach) if kappa else None,
    )


def _ends(kappa: float, reach: float) -> Interval | None:
    return Interval(low=max(-1.0, kappa - reach), high=min(1.0, kappa + reach)) if reach else None


def _share(part: int, n: int) -> Estimate | None:
    if not n:
        return None
    return Estimate(value=part / n, n=n, interval=wilson(passed=part, n=n, alpha=ALPHA), passed=part)


def people_alpha(labels: Sequence[HumanLabel]) -> float | None:
    """Krippendorff's alpha among the raters of these labels, None for one rater or where it is not defined."""
    raters = sorted({label.rater for label in labels})
    cases = sorted({label.case for label in labels})
    if len(raters) < 2:  # noqa: PLR2004  # one rater agrees with nobody
        return None
    said = {(label.rater, label.case): float(label.label) for label in labels}
    return krippendorff_alpha([[said.get((rater, case)) for case in cases] for rater in raters])
