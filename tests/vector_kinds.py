"""The reference vectors' kinds from repeats to live traffic (R7 to R15), each put in terms of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from evalreport.analysis import correction, drift, evalues
from evalreport.analysis.agreement import Confusion, cohen_kappa, krippendorff_alpha
from evalreport.analysis.passk import all_of_k, any_of_k, pass_at_k, pass_hat_k
from evalreport.analysis.ratio import RatioEstimate, cost_per_success
from evalreport.analysis.sampling import Stratum, horvitz_thompson, stratified_rate
from evalreport.analysis.sequential import betting_e_values
from tests.vector_inputs import Inputs, as_list, as_number, ends

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vector_inputs import Json

# The file's own line between evidence and alarm.
_ALARM = 20


def _tasks(inputs: Inputs) -> list[tuple[int, int]]:
    return [
        (int(as_number(tries)), int(as_number(won))) for tries, won in map(as_list, inputs.items("trials_successes"))
    ]


def _pass_hat_k(inputs: Inputs) -> dict[str, Json]:
    tasks, k = _tasks(inputs), inputs.count("k")
    mean = pass_hat_k(tasks, k=k, alpha=0.05)
    each: list[Json] = [all_of_k(passed=won, tries=tries, k=k) for tries, won in tasks]
    return {"estimate": mean.mean, "se": mean.standard_error, "per_task": each}


def _pass_at_k(inputs: Inputs) -> dict[str, Json]:
    tasks, k = _tasks(inputs), inputs.count("k")
    mean = pass_at_k(tasks, k=k, alpha=0.05)
    each: list[Json] = [any_of_k(passed=won, tries=tries, k=k) for tries, won in tasks]
    return {"estimate": mean.mean, "se": mean.standard_error, "per_task": each}


def _ratio(shown: RatioEstimate) -> dict[str, Json]:
    log, fieller = ends(shown.log_interval), ends(shown.fieller)
    return {
        "ratio": shown.ratio,
        "se": shown.standard_error,
        "lower_log_delta": log["lower"],
        "upper_log_delta": log["upper"],
        "lower_fieller": fieller["lower"],
        "upper_fieller": fieller["upper"],
    }


def _cost(inputs: Inputs) -> dict[str, Json]:
    return _ratio(cost_per_success(inputs.numbers("cost"), inputs.numbers("success"), alpha=inputs.alpha))


def _cost_clustered(inputs: Inputs) -> dict[str, Json]:
    costs, successes = inputs.numbers("cost"), inputs.numbers("success")
    return _ratio(cost_per_success(costs, successes, alpha=inputs.alpha, clusters=inputs.texts("clusters")))


def _kappa(inputs: Inputs) -> dict[str, Json]:
    table = [[int(as_number(count)) for count in as_list(row)] for row in inputs.items("table")]
    shown = cohen_kappa(table, quadratic=inputs.values["weights"] == "quadratic")
    return {} if shown is None else {"kappa": shown.kappa, "se": shown.standard_error}


def _krippendorff(inputs: Inputs) -> dict[str, Json]:
    rows = [[None if one is None else as_number(one) for one in as_list(row)] for row in inputs.items("ratings")]
    # The file writes one of the three words.
    level = cast("Literal['nominal', 'ordinal', 'interval']", inputs.text("level"))
    return {"alpha": krippendorff_alpha(rows, level=level)}


def _rogan_gladen(inputs: Inputs) -> dict[str, Json]:
    confusion = Confusion(**{cell: inputs.count(cell) for cell in ("tp", "fn", "fp", "tn")})
    shown = correction.rogan_gladen(
        positives=inputs.count("positives"), n=inputs.count("n"), confusion=confusion, alpha=inputs.alpha
    )
    return {} if shown is None else {"estimate": shown.estimate, **ends(shown.interval)}


def _ppi(inputs: Inputs) -> dict[str, Json]:
    unlabelled = correction.Unlabelled(
        positives=inputs.count("yhat_unlabeled_positives"), n=inputs.count("yhat_unlabeled_n")
    )
    shown = correction.ppi_mean(
        inputs.numbers("y"),
        inputs.numbers("yhat"),
        unlabelled,
        # Here the file's alpha is that of both sides together.
        alpha=inputs.number("alpha") / 2,
        weight=None if inputs.values["lam"] is None else inputs.number("lam"),
    )
    return {"estimate": shown.estimate, "lam_used": shown.weight, **ends(shown.interval)}


def _e_value(inputs: Inputs) -> dict[str, Json]:
    given = {"max_rate": inputs.number("max_rate"), "a": inputs.number("a"), "b": inputs.number("b")}
    failures, n = inputs.count("failures"), inputs.count("n")
    value = evalues.e_value(failures=failures, n=n, **given)
    log = evalues.log_e_value(failures=failures, n=n, **given)
    return {"log_e": log, "e": value, "alarm_at_alpha_05": value >= _ALARM}


def _restarts(inputs: Inputs) -> dict[str, Json]:
    seen = evalues.watch(
        [int(one) for one in inputs.numbers("failures_per_step")],
        [int(one) for one in inputs.numbers("n_per_step")],
        max_rate=inputs.number("max_rate"),
        start_every=inputs.count("start_every"),
        alpha=1 / _ALARM,
    )
    return {"e_last": seen.values[-1], "e_max": seen.highest, "first_alarm_step": seen.alarm}


def _confidence_sequence(inputs: Inputs) -> dict[str, Json]:
    return ends(
        evalues.confidence_sequence(
            passed=inputs.count("successes"), n=inputs.count("n"), alpha=inputs.alpha, planned_n=inputs.number("t_opt")
        )
    )


def _normal_mixture(inputs: Inputs) -> dict[str, Json]:
    bound = evalues.normal_mixture_bound(
        variance_seen=inputs.number("intrinsic_time"), alpha=inputs.alpha, planned_variance=inputs.number("v_opt")
    )
    return {"bound": bound}


def _betting(inputs: Inputs) -> dict[str, Json]:
    seen = betting_e_values(inputs.numbers("x"), null_mean=inputs.number("null_max_mean"), bet=inputs.number("bet"))
    return {"e_last": seen[-1], "e_max": max(seen)}


def _bins(inputs: Inputs) -> tuple[list[int], list[int]]:
    before, after = inputs.numbers("reference_counts"), inputs.numbers("current_counts")
    return [int(one) for one in before], [int(one) for one in after]


def _psi(inputs: Inputs) -> dict[str, Json]:
    shown = drift.stability_index(*_bins(inputs))
    return {"psi": shown.index, "critical_95": shown.critical}


def _chi_square(inputs: Inputs) -> dict[str, Json]:
    shown = drift.chi_square_two_samples(*_bins(inputs))
    return {"statistic": shown.statistic, "df": shown.degrees, "p_value": shown.p_value}


def _kolmogorov(inputs: Inputs) -> dict[str, Json]:
    shown = drift.kolmogorov_smirnov(inputs.numbers("reference"), inputs.numbers("current"))
    return {"statistic": shown.statistic, "p_value": shown.p_value}


def _stratified(inputs: Inputs) -> dict[str, Json]:
    strata = [
        Stratum(traffic=one.count("N"), sampled=one.count("n"), hits=one.count("x")) for one in inputs.objects("strata")
    ]
    shown = stratified_rate(strata, alpha=inputs.alpha)
    return {"rate": shown.rate, "se": shown.standard_error, **ends(shown.interval)}


def _horvitz_thompson(inputs: Inputs) -> dict[str, Json]:
    shown = horvitz_thompson(inputs.numbers("y"), inputs.numbers("inclusion_prob"))
    return {
        "total": shown.total,
        "total_se": shown.total_error,
        "hajek_mean": shown.mean,
        "hajek_se": shown.mean_error,
    }


MORE_KINDS: dict[str, Callable[[Inputs], dict[str, Json]]] = {
    "pass_hat_k": _pass_hat_k,
    "pass_at_k": _pass_at_k,
    "cost_per_success": _cost,
    "cost_per_success_clustered": _cost_clustered,
    "cohen_kappa": _kappa,
    "krippendorff_alpha": _krippendorff,
    "rogan_gladen": _rogan_gladen,
    "ppi_mean": _ppi,
    "e_value_bernoulli_max_rate": _e_value,
    "e_value_restart_mixture": _restarts,
    "confidence_sequence_bernoulli": _confidence_sequence,
    "normal_mixture_bound_two_sided": _normal_mixture,
    "betting_e_process_constant": _betting,
    "psi": _psi,
    "chi2_two_sample": _chi_square,
    "ks_two_sample": _kolmogorov,
    "stratified_rate": _stratified,
    "horvitz_thompson": _horvitz_thompson,
}
