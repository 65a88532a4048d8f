"""What people and graders said about a run, as attributes and events of spans.

Evaluations follow the GenAI conventions (event `gen_ai.evaluation.result`). For people there is no convention: the
names `evalreport.review.*`, `evalreport.feedback.*` and `evalreport.label` are our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from evalreport.model.evaluation import Score
from evalreport.model.trace import Feedback, Review, ReviewKind
from evalreport.readers.labels import truth as verdict
from evalreport.readers.otlp_values import Found, amount, first, plain, text_of, texts_of, truth
from evalreport.readers.spans import Extra
from evalreport.readers.tracejoin import stamp
from evalreport.readers.values import clip

if TYPE_CHECKING:
    from evalreport.readers.otlp_schema import AnyValue

OWN = "evalreport."
EVALUATION = "gen_ai.evaluation.result"
_KINDS: tuple[ReviewKind, ...] = get_args(ReviewKind)
# What the buttons of chat windows are called.
_THUMBS = {"up": True, "thumbs_up": True, "positive": True, "like": True, "helpful": True} | {
    "down": False,
    "thumbs_down": False,
    "negative": False,
    "dislike": False,
    "unhelpful": False,
}


def review_of(found: Found, tool: str | None, at: int | None) -> Review | None:
    """Return the review that attributes tell of, None where they tell of none; raise ValueError for an unknown kind."""
    if not any(map(_is_review, found)):
        return None
    kind = text_of(found.get("evalreport.review.kind")) or "review"
    known = next((one for one in _KINDS if one == kind.lower()), None)
    if known is None:
        raise ValueError(f"the kind of review {kind[:40]!r} is none of {', '.join(_KINDS)}")
    minutes = found.get("evalreport.review.minutes")
    return Review(
        kind=known,
        by=text_of(found.get("evalreport.review.by")),
        minutes=None if minutes is None else amount(minutes),
        note=clip(text_of(found.get("evalreport.review.note"))),
        tool=text_of(found.get("evalreport.review.tool")) or tool,
        at=stamp(at),
    )


def _is_review(name: str) -> bool:
    return name.startswith("evalreport.review.")


def feedback_of(found: Found) -> Feedback | None:
    """Return the feedback that attributes tell of, None where they tell of none."""
    if not any(name.startswith("evalreport.feedback.") for name in found):
        return None
    label = text_of(found.get("evalreport.feedback.label"))
    good = truth(found.get("evalreport.feedback.good"))
    return Feedback(
        source="operator" if text_of(found.get("evalreport.feedback.source")) == "operator" else "user",
        good=opinion(label, None) if good is None else good,
        label=label,
        comment=clip(text_of(found.get("evalreport.feedback.comment"))),
    )


def opinion(label: str | None, value: float | None) -> bool | None:
    """Say whether feedback was good, by its word, or by 1 against 0 and -1; None where neither says."""
    word = (label or "").strip().casefold()
    known = _THUMBS.get(word, verdict(word) if word else None)
    if known is not None or value is None:
        return known
    return {1.0: True, 0.0: False, -1.0: False}.get(value)


def feedback_by_name(name: str, label: str | None, value: float | None, comment: str | None) -> Feedback | None:
    """Return the feedback that an evaluation is by its name ("user_feedback"), None for any other evaluation."""
    lowered = name.casefold()
    if "feedback" not in lowered:
        return None
    return Feedback(
        source="operator" if "operator" in lowered else "user",
        good=opinion(label, value),
        label=label,
        comment=comment,
    )


def evaluation_of(found: Found, at: int | None) -> Extra:
    """Return what an evaluation event says; raise ValueError where it names no score, or its value is no number."""
    name = text_of(found.get("gen_ai.evaluation.name"))
    if not name:
        raise ValueError("an evaluation names no score")
    written = found.get("gen_ai.evaluation.score.value")
    value = _signed(name, written)
    label = text_of(first(found, "gen_ai.evaluation.score.label", "gen_ai.evaluation.label"))
    comment = clip(text_of(found.get("gen_ai.evaluation.explanation")))
    if value is None and not label:
        raise ValueError(f"the evaluation {name[:60]!r} has neither value nor label")
    score = Score(name=name, value=value, passed=verdict(label or ""), text=label, explanation=comment)
    feedback = feedback_by_name(name, label, value, comment)
    return Extra(scores=((at or 0, score),), feedback=(feedback,) if feedback else ())


def _signed(name: str, written: AnyValue | None) -> float | None:
    """Return a score's value, which may be below 0, None for none; raise ValueError for what is no number."""
    if written is None:
        return None
    value = plain(written)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"the value of the evaluation {name[:60]!r} is no number")  # noqa: TRY004 - the file is wrong, not the caller
    return float(value)


def labels_of(found: Found) -> tuple[str, ...]:
    """Return the labels that people or programs gave the run."""
    return texts_of(found.get("evalreport.label")) + texts_of(found.get("evalreport.labels"))
