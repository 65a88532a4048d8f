"""The facts that a ground truth may state about result files, and how each is read from what the readers say.

One table a format: fact -> function of what was read (and of the other facts, where one cannot be told without them).
Numbers come from the document `evalreport.results/1`; what that does not hold, from the rows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.corpus_said import Facts, Said, inside, number, same

LETTERS: Mapping[str, float] = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
NORMAL_ENDS = frozenset({"user_stop", "agent_stop"})
JUNIT_ROOTS = frozenset({"testsuites", "testsuite"})

Check: TypeAlias = Callable[[Said, Facts], object]


def _nothing(_: Facts) -> str | None:
    return None


def _never(_: Facts) -> tuple[str, ...]:
    return ()


# --- JUnit ----------------------------------------------------------------------------------------------------------


def _junit_refused(facts: Facts) -> tuple[str, ...]:
    """What the error must hold, one of these: a cut file is placed by the parser's line, an empty one has none."""
    if "parse_error" in facts:
        line = str(facts["parse_error"]).partition(": line ")[2].partition(",")[0]
        return (f":{line}:", "[result-empty]") if line else ("[xml-syntax]", "[result-empty]")
    return () if facts.get("root") in JUNIT_ROOTS else ("[format-unknown]",)


def _junit_count(kind: str, name: str) -> Check:
    """Cases of an outcome. The truth counts elements: a case with several says so, and counts by its worst."""

    def check(said: Said, facts: Facts) -> object:
        several = any("several results" in warning for run in said.runs for warning in run.warnings)
        got = said.count(name) or 0
        return facts[kind] if several and got <= number(facts[kind]) else got

    return check


def _junit_stated(said: Said, facts: Facts) -> object:
    stated = inside(facts, "stated")
    read = said.stated()
    return {name: str(round(read[name])) if name in read else None for name in stated}


def _junit_time(said: Said, facts: Facts) -> object:
    # The truth rounds to four decimals at most; no time at all is its 0.
    got = said.measured("latency_s") or 0.0
    return facts["time"] if abs(got - number(facts["time"])) <= 0.6e-3 else got


# --- promptfoo ------------------------------------------------------------------------------------------------------


def _promptfoo_skipped(facts: Facts) -> str | None:
    return None if facts.get("version") == 3 else f"version {facts.get('version')} is refused by design"


def _promptfoo_reasons(said: Said, facts: Facts) -> object:
    reasons = inside(facts, "failureReason")
    got = said.count("errors") or 0
    return reasons if got == reasons.get("2", 0) else {**reasons, "2": got}


def _promptfoo_stated(said: Said, facts: Facts) -> object:
    stated = inside(facts, "stated_stats")
    read = said.stated()
    return {name: read.get(name) if name in {"successes", "failures", "errors"} else stated[name] for name in stated}


# --- Inspect --------------------------------------------------------------------------------------------------------


def _inspect_epochs(said: Said, facts: Facts) -> object:
    return facts["epochs"] if facts["epochs"] is None or not said.rows else said.most("epochs")


def _inspect_total(said: Said, facts: Facts) -> object:
    """More samples than rows, or than were completed: the run must not count as complete."""
    stated = facts["results_total"]
    cut = stated is None or number(stated) > len(said.rows)
    return "a run that is not complete" if cut and said.only("complete") is not False else stated


def _inspect_metrics(said: Said, facts: Facts) -> object:
    read = said.stated()
    reported = facts["reported_metrics"]
    missing = [
        {"scorer": entry["scorer"], "metric": name, "stated": read.get(f"{entry['scorer']}/{name}")}
        for entry in (reported if isinstance(reported, list) else [])
        for name, value in inside(entry, "metrics").items()
        if not any(same(value, got) for key, got in read.items() if key.startswith(f"{entry['scorer']}/{name}"))
    ]
    return missing or reported


def _inspect_scores(said: Said, facts: Facts) -> object:
    """Letters, numbers and truth values have a mean; objects and lists only their names, checked by their rows."""
    got: dict[str, object] = {}
    for scorer, counts in inside(facts, "score_values").items():
        pairs = [(_worth(text), number(times)) for text, times in counts.items()] if isinstance(counts, dict) else []
        rows = sum(
            any(score.name == scorer or score.name.startswith(f"{scorer}.") for score in row.scores)
            for row in said.rows
        )
        n = sum(times for _, times in pairs)
        fine = rows == n
        if all(worth is not None for worth, _ in pairs):
            mean = sum(worth * times for worth, times in pairs if worth is not None) / n
            fine = fine and said.score(scorer, "n") == n and same(mean, said.score(scorer, "mean"))
        got[scorer] = (
            counts if fine else {"rows": rows, "n": said.score(scorer, "n"), "mean": said.score(scorer, "mean")}
        )
    return got


def _worth(text: str) -> float | None:
    """What a score's value as JSON text counts, None for what is no number (objects are cut short in the truth)."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if isinstance(value, str):
        return LETTERS.get(value)
    return float(value) if isinstance(value, int | float) else None


def _inspect_usage(said: Said, facts: Facts) -> object:
    """Tokens of the model under test, as the rows have them, or as the log states where it holds not all its rows."""
    usage = inside(facts, "model_usage")
    own = inside(usage, str(facts["model"])) if str(facts["model"]) in usage else None
    if own is None:
        return usage if not said.measured("tokens_in") else {"tokens_in": said.measured("tokens_in")}
    stated = said.stated()
    for name, ours in (("input", "tokens_in"), ("output", "tokens_out")):
        if own[name] not in {said.measured(ours), stated.get(ours)}:
            return {ours: said.measured(ours), f"stated {ours}": stated.get(ours)}
    return usage


# --- tau2-bench and AgentDojo ---------------------------------------------------------------------------------------


def _zero_is_unknown(facts: Facts) -> bool:
    """A file whose costs are all 0 although tokens were used does not know its cost."""
    zero, spent = facts.get("agent_cost_zero"), facts.get("agent_prompt_tokens")
    return zero == facts.get("n_simulations") and bool(zero) and bool(spent)


def _tau2_cost_null(said: Said, facts: Facts) -> object:
    unknown = said.measured("cost_usd", "unknown_rows") or 0
    return unknown - (number(facts["agent_cost_zero"]) if _zero_is_unknown(facts) else 0)


def _tau2_cost_zero(said: Said, facts: Facts) -> object:
    """Zeros stay zeros, unless all are and are not true: then the total must be unknown."""
    if _zero_is_unknown(facts):
        unknown = said.measured("cost_usd") is None
        return facts["agent_cost_zero"] if unknown else "a cost, though unknown"
    return sum(row.cost_usd == 0 for row in said.rows)


def _tau2_user_cost(said: Said, _: Facts) -> object:
    return math.fsum(float(row.metadata["user_cost"]) for row in said.rows if "user_cost" in row.metadata)


def _tau2_ends(said: Said, facts: Facts) -> object:
    ends = inside(facts, "termination")
    labels = {
        name.removeprefix("termination:"): n for name, n in said.labels().items() if name.startswith("termination:")
    }
    normal = {name: n for name, n in ends.items() if name in NORMAL_ENDS or name == "None"}
    return {**normal, **labels}


def _tau2_mean(said: Said, facts: Facts) -> object:
    """The mean over simulations; the truth counts a missing reward as nothing, the readers leave it out."""
    n, mean = said.score("reward", "n"), said.score("reward", "mean")
    if n is None or mean is None:
        return 0.0
    return mean * n / len(said.rows) if facts["n_reward_missing"] and not same(facts["mean_reward"], mean) else mean


def _tau2_failed(said: Said, _: Facts) -> object:
    return {name.removeprefix("failed:"): n for name, n in said.labels().items() if name.startswith("failed:")}


def _voice_results(said: Said, facts: Facts) -> object:
    results = inside(facts, "results.json")
    return (
        results if results["n_simulation_files"] == said.count("rows") else {"n_simulation_files": said.count("rows")}
    )


def _voice_simulations(said: Said, facts: Facts) -> object:
    """Each simulation is a row; its reward, cost and end are as the folder tells them, which may be not at all."""
    truth = facts["simulations"]
    rows = {row.case_id: row for row in said.rows}
    missing: list[object] = []
    for simulation in truth if isinstance(truth, list) else []:
        row = rows.get(simulation["task_id"])
        reward = None if row is None else next((score.value for score in row.scores if score.name == "reward"), None)
        if row is None or reward != simulation["reward"] or row.cost_usd != simulation["agent_cost"]:
            missing.append(simulation)
    return missing or truth


def _dojo(kind: str, score: str | None = None) -> Check:
    """Rows of a kind of task, or those of them in which a score is true."""

    def check(said: Said, _: Facts) -> object:
        rows = [row for row in said.rows if row.metadata.get("kind") == kind]
        if score is None:
            return len(rows)
        return sum(any(found.name == score and found.value == 1 for found in row.scores) for row in rows)

    return check


def _dojo_security(said: Said, facts: Facts) -> object:
    """Without an attack the file's `security` says nothing, and must not become a score."""
    attacked = any(row.metadata.get("attack") != "none" for row in said.rows)
    if attacked:
        return _dojo("user_task", "security")(said, facts)
    return (
        "a score"
        if any(score.name == "security" for row in said.rows for score in row.scores)
        else facts["security_true"]
    )


# --- Traces ---------------------------------------------------------------------------------------------------------


def _otlp_refused(facts: Facts) -> tuple[str, ...]:
    return () if facts["spans"] else ("[result-empty]",)  # logs and metrics are no runs


def _spans(said: Said, _: Facts) -> int:
    return sum(row.trace.spans for row in said.rows if row.trace is not None)


def _deepeval_spans(said: Said, facts: Facts) -> object:
    """All spans are counted, those of tools are calls, and models were asked where there are spans of them."""
    truth = inside(facts, "spans")
    tools = sum(len(row.tools or ()) for row in said.rows)
    models = bool(sum(len(row.trace.uses) for row in said.rows if row.trace is not None))
    got = (_spans(said, facts), tools, models)
    return truth if got == (sum(map(number, truth.values())), truth["toolSpans"], bool(truth["llmSpans"])) else got


def _trajectory(name: str) -> Check:
    """A fact that the one row of a trajectory has among its metadata; counts there are texts."""

    def check(said: Said, facts: Facts) -> object:
        got = said.rows[0].metadata.get(name)
        return facts[name] if str(facts[name]) == str(got) else got

    return check


_TAU2: Mapping[str, Check] = {
    "agent_llm": lambda said, _: said.only("model"),
    "domain": lambda said, facts: (
        facts["domain"] if str(facts["domain"]) in str(said.only("suite")) else said.only("suite")
    ),
    "n_simulations": lambda said, _: said.count("rows"),
    "trials": lambda said, _: sorted({row.epoch - 1 for row in said.rows}),
    "n_pass": lambda said, _: said.score("reward", "passed") or 0,
    "n_reward_missing": lambda said, _: len(said.rows) - (said.score("reward", "n") or 0),
    "mean_reward": _tau2_mean,
    "agent_cost_usd": lambda said, _: said.measured("cost_usd") or 0,
    "agent_cost_null": _tau2_cost_null,
    "agent_cost_zero": _tau2_cost_zero,
    "user_cost_usd": _tau2_user_cost,
    "termination": _tau2_ends,
    "n_tool_messages": lambda said, _: said.count("tool_calls") or 0,
    "n_tool_errors": lambda said, _: said.count("tool_errors") or 0,
    "sims_with_tool_error": lambda said, _: sum(bool(row.tool_errors) for row in said.rows),
    "failed_components": _tau2_failed,
    "agent_prompt_tokens": lambda said, _: said.measured("tokens_in") or 0,
    "agent_completion_tokens": lambda said, _: said.measured("tokens_out") or 0,
    "total_duration_s": lambda said, facts: _close(said.measured("latency_s") or 0, facts["total_duration_s"]),
}


def _close(got: float, want: object) -> object:
    """Return the truth where a sum of seconds, which it rounds to three decimals, agrees with it."""
    return want if abs(got - number(want)) <= 0.6e-3 else got


def _whole(said: Said) -> object:
    return None if said.format_version is None else int(str(said.format_version))


_INSPECT: Mapping[str, Check] = {
    "version": lambda said, _: _whole(said),
    "status": lambda said, _: said.only("status"),
    "task": lambda said, _: said.only("suite"),
    "model": lambda said, _: said.only("model"),
    "n_samples_in_file": lambda said, _: said.count("rows"),
    "n_sample_ids": lambda said, _: said.count("cases"),
    "epochs": _inspect_epochs,
    "results_total": _inspect_total,
    "reported_metrics": _inspect_metrics,
    "score_values": _inspect_scores,
    "n_errors": lambda said, _: said.count("errors"),
    "model_usage": _inspect_usage,
}

FACTS: Mapping[str, Mapping[str, Check]] = {
    "junit-xml": {
        "n": lambda said, _: said.count("rows"),
        "failure": _junit_count("failure", "failed"),
        "error": _junit_count("error", "errors"),
        "skipped": _junit_count("skipped", "skipped"),
        "stated": _junit_stated,
        "time": _junit_time,
    },
    "promptfoo": {
        "version": lambda said, _: _whole(said),
        "n": lambda said, _: said.count("rows"),
        "success": lambda said, _: said.count("passed") or 0,
        "fail": lambda said, _: (said.count("failed") or 0) + (said.count("errors") or 0),
        "failureReason": _promptfoo_reasons,
        "cost": lambda said, _: said.measured("cost_usd") or 0,
        "cost_missing": lambda said, _: said.measured("cost_usd", "unknown_rows"),
        "providers": lambda said, _: sorted({str(run.model) for run in said.runs}),
        "n_test_idx": lambda said, _: said.most("cases"),
        "stated_stats": _promptfoo_stated,
    },
    "inspect-eval": _INSPECT,
    "inspect-json": _INSPECT,
    "tau2": _TAU2,
    "history-tau2-finetune": _TAU2,
    "tau2-dir-voice": {"results.json": _voice_results, "simulations": _voice_simulations},
    "otlp-json": {"spans": _spans},
    "deepeval-trace": {
        "status": lambda said, _: "ERRORED" if said.count("errors") else "SUCCESS",
        "spans": _deepeval_spans,
        "in_tokens": lambda said, _: said.measured("tokens_in") or 0,
        "out_tokens": lambda said, _: said.measured("tokens_out") or 0,
    },
    "swe-agent-traj": {
        "steps": _spans,
        "exit_status": _trajectory("exit_status"),
        "cost": lambda said, _: said.measured("cost_usd"),
        "tokens_sent": lambda said, _: said.measured("tokens_in"),
        "tokens_received": lambda said, _: said.measured("tokens_out"),
        "api_calls": _trajectory("api_calls"),
    },
    "history-agentdojo-gpt4": {
        "n_files": lambda said, _: said.count("rows"),
        "n_user_task_cases": _dojo("user_task"),
        "utility_true": _dojo("user_task", "utility"),
        "security_true": _dojo_security,
        "n_injection_task_as_user": _dojo("injection_task"),
        "injection_utility_true": _dojo("injection_task", "utility"),
        "error_not_null": lambda said, _: said.count("errors"),
        "duration_null": lambda said, _: said.measured("latency_s", "unknown_rows"),
        "n_tool_messages": lambda said, _: said.count("tool_calls"),
        "n_tool_errors": lambda said, _: said.count("tool_errors"),
    },
}

# What a ground truth also tells, of the notation and not of results, or what the comparison of two files shows.
_LOG = frozenset({"dataset_samples", "results_completed", "zip_methods", "members"})
NOT_RESULTS: Mapping[str, frozenset[str]] = {
    "junit-xml": frozenset({"root", "n_suites", "parse_error"}),
    "promptfoo": frozenset({"top_keys"}),
    "inspect-eval": _LOG,
    "inspect-json": _LOG,
    "tau2": frozenset({"n_tasks"}),
    "history-tau2-finetune": frozenset({"n_tasks", "paired_release_diffs"}),
    "tau2-dir-voice": frozenset(),
    "otlp-json": frozenset({"keys"}),
    "deepeval-trace": frozenset({"keys"}),
    "swe-agent-traj": frozenset(),
    "history-agentdojo-gpt4": frozenset({"paired_release_diffs"}),
}
REFUSED_WHEN: Mapping[str, Callable[[Facts], tuple[str, ...]]] = dict.fromkeys(FACTS, _never) | {
    "junit-xml": _junit_refused,
    "otlp-json": _otlp_refused,
}
SKIPPED_WHEN: Mapping[str, Callable[[Facts], str | None]] = dict.fromkeys(FACTS, _nothing) | {
    "promptfoo": _promptfoo_skipped
}
