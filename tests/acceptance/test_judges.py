"""Real judges beside real labels: agreement and kappa are the published ones, and a biased judge does not decide."""

from __future__ import annotations

import json
from typing import Any

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from evalreport.analysis.agreement import cohen_kappa
from evalreport.analysis.calibrate import agreement_of
from evalreport.gates.graders import grader_state
from evalreport.model.grading import Calibration, HumanLabel
from evalreport.model.policy import Grader
from evalreport.readers.labels import truth
from tests.corpus import corpus

ADVERSARIAL = "Adversarial/GPTOut/evaluators"
JUDGES = [
    f"{ADVERSARIAL}/ChatGPT/CoT",
    f"{ADVERSARIAL}/ChatGPT/Vanilla",
    f"{ADVERSARIAL}/GPT-4/CoT",
    f"{ADVERSARIAL}/GPT-4/Rating",
    f"{ADVERSARIAL}/GPT-4/Swap_CoT",
    f"{ADVERSARIAL}/GPT-4/Vanilla",
    f"{ADVERSARIAL}/PaLM2/Vanilla",
    "Natural/evaluators/ChatGPT/Vanilla",
    "Natural/evaluators/GPT-4/Metrics_Reference",
    "Natural/evaluators/GPT-4/Vanilla",
]
ORDERS = ("swap = False", "swap = True")
TRIAGE = [
    "airline_customer_outcome_v1.json",
    "airline_policy_chain_of_thought_v1.json",
    "airline_policy_conversation_v1.json",
    "airline_quick_triage_v1.json",
]
Answers = list[tuple[str, str, str]]


def _json(*parts: str) -> Any:  # documents of several foreign forms
    return json.loads(corpus(*parts).read_text(encoding="utf-8"))


def _facts(folder: str, name: str) -> Any:  # documents of several foreign forms
    return _json(folder, "expected.json")["facts"][name]


def _winner(answer: object) -> str:
    last = answer[-1] if isinstance(answer, list) else answer
    return str(last["winner"]) if isinstance(last, dict) and last.get("winner") else "none"


def _answers(judge: str) -> Answers:
    """The human label and the judge's pick in either order, a pair of answers each."""
    found = []
    for item in _json("llmbar-judges", *f"{judge}/result.json".split("/")):
        steps = item["results"]
        while isinstance(steps, list):
            steps = next(step for step in reversed(steps) if ORDERS[0] in json.dumps(step))
        found.append((str(item["label"]), _winner(steps[ORDERS[0]]), _winner(steps[ORDERS[1]])))
    return found


def _table(answers: Answers, first: int, second: int) -> list[list[int]]:
    words = sorted({answer[at] for answer in answers for at in (first, second)})
    return [[sum(a[first] == row and a[second] == column for a in answers) for column in words] for row in words]


def _labels(answers: Answers) -> tuple[HumanLabel, ...]:
    """Is the first answer the better one? Asked in both orders, a case has two verdicts."""
    return tuple(
        HumanLabel(
            case=str(number),
            label=answer[0] == "1",
            verdict=None if said == "none" else said == "1",
            rater="people",
            date="2026-11-01",
        )
        for number, answer in enumerate(answers)
        for said in answer[1:]
    )


@pytest.mark.parametrize("judge", JUDGES)
def test_preferences_agree_as_published(judge: str) -> None:
    """Agreement with people in either order, consistency, and kappa between the orders equal the published figures."""
    facts, answers = _facts("llmbar-judges", f"{judge}/result.json"), _answers(judge)
    stated = facts["stated"]
    for at, name in ((1, "correct_False"), (2, "correct_True")):
        hits = sum(answer[0] == answer[at] for answer in answers)
        assert stated[name].startswith(f"{hits} / {len(answers)} =")
    # Where the judge named no winner the published figure takes it to have named the other one.
    between = cohen_kappa(_table([(gold, a, "2" if b == "none" else b) for gold, a, b in answers], 1, 2))
    assert between is not None
    assert between.kappa == pytest.approx(stated["kappa_agreement"])
    assert sum(answer[1] == answer[2] for answer in answers) == facts["position_consistent"]


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize(("order", "name"), [(1, "kappa_False"), (2, "kappa_True")])
def test_kappa_with_people_as_published(judge: str, order: int, name: str) -> None:
    """Kappa over the codes the publisher compared equals the published figure; over the real answers it differs."""
    stated, answers = _facts("llmbar-judges", f"{judge}/result.json")["stated"], _answers(judge)
    # The publisher's script writes every pick of the second answer as 0 while people's labels stay 1 and 2, so the
    # second answer never agrees. The figure is reproduced as computed, and not used for calibration.
    coded = [(gold, "1" if answer == "1" else "0") for gold, *both in answers for answer in [both[order - 1]]]
    words = ("0", "1", "2")
    shown = cohen_kappa([[sum(pair == (row, column) for pair in coded) for column in words] for row in words])
    assert shown is not None
    assert shown.kappa == pytest.approx(stated[name], abs=1e-12)
    meant = cohen_kappa(_table(answers, 0, order))
    assert meant is not None
    assert meant.kappa != pytest.approx(stated[name], abs=1e-3)


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("order", [1, 2])
def test_kappa_with_people_is_that_of_statsmodels(judge: str, order: int) -> None:
    """Kappa of judge and people agrees with an independent implementation on real tables."""
    table = _table(_answers(judge), 0, order)
    shown = cohen_kappa(table)
    assert shown is not None
    assert shown.kappa == pytest.approx(float(cohens_kappa(table).kappa))


@pytest.mark.parametrize(
    ("judge", "fitness"),
    [
        (f"{ADVERSARIAL}/ChatGPT/Vanilla", "weak"),
        (f"{ADVERSARIAL}/PaLM2/Vanilla", "weak"),
        ("Natural/evaluators/ChatGPT/Vanilla", "weak"),
        ("Natural/evaluators/GPT-4/Vanilla", "fit"),
    ],
)
def test_a_judge_with_position_bias_does_not_decide(judge: str, fitness: str) -> None:
    """A judge that follows the order of the answers fails calibration, one that does not passes it."""
    grader = Grader(id="judge", kind="llm", min_labels=40)
    calibration = Calibration(grader="judge", path="j.csv", sha256="0" * 64, labels=_labels(_answers(judge)))
    state = grader_state(grader, calibration, as_of="2026-11-20T00:00:00Z")
    assert state.fitness == fitness
    assert state.counted is not None
    assert ("contradicts itself" in state.reason) == bool(state.counted.contradicted)


@pytest.mark.parametrize("name", TRIAGE)
def test_one_judge_and_four_prompts(name: str) -> None:
    """The published agreement is found again, and unmapped words are abstentions, never passes."""
    facts, entries = _facts("tau2-judges", name), _json("tau2-judges", name)["entries"]
    labels = [
        HumanLabel(case=str(at), label=entry["tau2_success"], verdict=truth(entry["judge_verdict"]))
        for at, entry in enumerate(entries)
    ]
    shown = agreement_of(name, labels)
    assert shown.tp + shown.tn == facts["stated_agree"]
    assert shown.n + shown.abstained == facts["n"]
    assert shown.abstained == facts["verdict_not_in_pass_fail_satisfied_unsatisfied"]


def test_reviews_of_a_metric() -> None:
    """Accepted verdicts of the reviewed metric are agreements, the others are not."""
    facts = _facts("ragas-annotations", "annotated_data.json")["helpfulness"]
    reviewed = _json("ragas-annotations", "annotated_data.json")["helpfulness"]
    labels = [
        HumanLabel(
            case=str(at),
            label=bool(one["metric_output"]) == bool(one["is_accepted"]),
            verdict=bool(one["metric_output"]),
        )
        for at, one in enumerate(reviewed)
    ]
    shown = agreement_of("helpfulness", labels)
    assert (shown.tp + shown.tn, shown.n) == (facts["accepted"], facts["n"])
    assert shown.agreement is not None
    assert shown.agreement.value == pytest.approx(16 / 21)
