"""Every word of the field in one plain sentence: shown on hover, and together on the glossary page."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import pass_context
from markupsafe import Markup

from evalreport.render.words import OUTCOMES, TRANSITIONS, VERDICTS, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2.runtime import Context

PATH = "latest/glossary/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, what it means in a sentence, and the mark it is drawn with (None for most)."""

    id: str
    title: str
    said: str
    state: State | None = None


def _terms(**said: str) -> tuple[Term, ...]:
    return tuple(
        Term(id=name.replace("_", "-"), title=name.replace("_", " ").capitalize(), said=text)
        for name, text in said.items()
    )


def _states(states: Iterable[tuple[str, State]], **said: str) -> tuple[Term, ...]:
    known = dict(states)
    return tuple(
        Term(id=name.replace("_", "-"), title=known[name].word, said=text, state=known[name])
        for name, text in said.items()
    )


GROUPS: tuple[tuple[str, str, tuple[Term, ...]], ...] = (
    (
        "answers",
        "What a release page answers",
        _states(
            OUTCOMES.items(),
            cleared="Every gate that can stop the release passed, and everybody who must agree has agreed.",
            cleared_by_override="A gate stopped the release and a person who may do so let it ship all the same; the "
            "failing number stays on the page.",
            blocked="A gate that can stop the release failed, or a person whose answer is required said no.",
            undecided="A gate that can stop the release had too little data, or none: nobody can say yet.",
            awaiting="All numbers are in; a person still has to sign.",
            rolled_back="The release went out, and customers were moved back to an earlier one.",
            withdrawn="The release was taken out of the running by whoever proposed it.",
        ),
    ),
    (
        "gates",
        "Gates and what they say",
        (
            *_terms(
                gate="A rule over a score or over failures that a release has to keep before it ships.",
                level="What a gate does: it blocks the release, only advises, or asks a person.",
                margin="How much worse than before a score may get before its gate fails.",
                line="The number a gate must not cross; in charts the side beyond it is shaded.",
            ),
            *_states(
                VERDICTS.items(),
                passed="The whole range of the number lies on the allowed side of the line.",
                failed="The number lies on the wrong side of the line, beyond what chance explains.",
                inconclusive="The range of the number crosses the line: more cases would decide, and the page says "
                "about how many.",
                not_evaluated="There was nothing to judge by, which is never counted as a pass.",
            ),
        ),
    ),
    (
        "numbers",
        "Numbers",
        _terms(
            score="A number with a name, a person who owns it and a stated use in deciding releases.",
            owner="The person who answers for a score, a gate or a decision.",
            range="Where the true number lies in 9 of 10 such measurements: the fewer cases, the wider.",
            points="A difference between two percentages: from 90% to 88% are 2 points.",
            change="How far a score moved, over the cases that ran on both sides; a column of totals may count more.",
            offline="Measured on test cases before a release, never averaged with what customers met.",
            live="Measured on a sample of what customers met after a release.",
            simulated="Made by stated rules, not measured or billed.",
            cost_of_a_passed_run="All that was paid, failed runs too, over the runs that passed.",
            grader="What decides whether a case passed: a program, a person, or a model that people have checked.",
            kappa="How far a grader agrees with people beyond chance: 1 is always, 0 is no better than guessing.",
            flip_noise="Cases that pass and fail in turn although nothing was changed.",
        ),
    ),
    (
        "cases",
        "Cases and failures",
        (
            *_terms(
                case="One test, such as one support ticket; a project may have its own word for it.",
                suite="A set of cases that are run together.",
                run="One try of one case; a case may be tried several times.",
                failure_class="One kind of failure that is counted apart, such as a wrong tool or a broken rule.",
                severity="How grave a kind of failure is: minor, major or critical.",
            ),
            *_states(
                TRANSITIONS.items(),
                regressed="It passed before and fails now.",
                fixed="It failed before and passes now.",
                both_failed="It failed before and fails now.",
                not_comparable="Its input or its grader changed, so before and now cannot be compared.",
            ),
        ),
    ),
    (
        "people",
        "Decisions, people and proof",
        _terms(
            release="One proposed change to a workflow, with the results it is judged by.",
            workflow="The system that is released, such as a support agent.",
            decision="The named question that a release has to answer, such as: can this prompt change ship?",
            candidate="The version that would ship.",
            baseline="The version that the candidate is compared with.",
            policy="The rules in git that say which gates, owners and records a decision needs.",
            override="A person lets a release ship although a gate stopped it, with a reason, evidence and a last day.",
            sign_off="A person's yes or no, bound to the files they saw.",
            evidence="A file in git at a commit, with the digest of its content.",
            digest="A short fingerprint of a file: any change to the file changes it (SHA-256).",
            policy_digest="The fingerprint of the rules that serve one release's decision, not of the file they are "
            "written in.",
            commit="A saved state of the repository, with its author and time.",
            record="A file that says what a person decided; it is never edited.",
            open="Still to be decided: judged by today's rules, and its page may change.",
            closed="Decided: kept as it was judged on that day.",
            rollback_rule="What live result brings a release back, who acts, and how.",
            finding="An oddity in rules, results or records that decides nothing by itself.",
        ),
    ),
)
TERMS: Mapping[str, Term] = MappingProxyType({one.id: one for _, _, terms in GROUPS for one in terms})


@pass_context
def term(context: Context, name: str, words: str = "") -> Markup:
    """Write a word with its meaning on hover, as a link to the glossary for whoever cannot hover.

    ``words`` stand in place of the term's own title. A name that the glossary does not have is an error.
    """
    found = TERMS[name]
    # A link and not a bare title attribute: keys and fingers reach a link.
    return Markup('<a class="er-term" href="{}{}#{}" title="{}">{}</a>').format(
        context["root"], PATH, found.id, found.said, words or found.title
    )
