"""All cases of a release as one file beside its pages: `cases.json.gz`, which the explorer opens.

Contract `evalreport.cases/1`, told in docs/reference of the site's files. Two builds of the same report give the same
bytes; what the policy does not publish is not in them.
"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from evalreport.model.page import Asset
from evalreport.render.casecolumns import packed
from evalreport.render.casepast import Past
from evalreport.render.caserow import file_links, run_json, step_json
from evalreport.render.casetexts import Scissors, case_steps, is_label, published
from evalreport.render.context import class_title, score_title
from evalreport.render.text import slug, visible
from evalreport.render.views_cases import case_state, in_order, pair_anchor
from evalreport.render.words import CHANGED_WITHIN, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evalreport.model.assessment import CasePair
    from evalreport.render.casetexts import CaseText, Published
    from evalreport.render.context import Context

CASES_SCHEMA = "evalreport.cases/1"
# Magic, deflate, no name and no time; "unknown system", since any other would name the builder's.
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
# A thousand cases take 10 ms at the highest level, and the file stays for as long as the site.
LEVEL = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseData:
    """The file's content, and how many texts it holds, lacks and had blacked out."""

    content: Mapping[str, object]
    policy: str
    shown: int
    withheld: int
    redacted: int


def case_data(context: Context, past: Past | None = None) -> CaseData:
    """Put together all that the site says of the cases of a release; ``past`` is what they did before."""
    publish, order = context.policy.publish, in_order(context.report.assessment.pairs)
    # What is not eligible never enters the content, so nothing that reads it can show it.
    eligible = {
        "none": [],
        "sampled": [*order.changed, *order.failing],
        "all": [*order.changed, *order.failing, *order.rest],
    }
    found = published(publish, eligible[publish.outputs])
    labels = Scissors(publish)
    content = {
        "schema": CASES_SCHEMA,
        "release": visible(context.report.id),
        "noun": [visible(word) for word in context.noun],
        "candidate": visible(f"Candidate {context.candidate}"),
        "baseline": _baseline(context),
        "several_runs": context.several_runs,
        **_legend(context),
        "past": [{"id": visible(one.id), "name": visible(one.name)} for one in (past or Past()).releases],
        "files": {side: file_links(context, side) for side in ("candidate", "baseline")},
        "texts": publish.outputs,
        **packed(list(_cases(context, order.all, found, labels, past or Past()))),
    }
    return CaseData(
        content=content,
        policy=publish.outputs,
        shown=len(found.texts),
        withheld=found.withheld,
        redacted=found.redacted + labels.count,
    )


def case_assets(release: str, data: CaseData, *, offline: bool = False) -> tuple[Asset, ...]:
    """Return the file of a release's cases; ``offline`` makes it a script, since from a disk nothing can be fetched."""
    packed = gzipped(msgspec.json.encode(data.content))
    if not offline:
        return (Asset(path=f"{release}/{case_file(offline=False)}", content=packed),)
    # A script that only hands over text: whatever the data holds, Base64 has no characters to leave its quotes with.
    script = b'self.evalreportCases = "' + base64.b64encode(packed) + b'";\n'
    return (Asset(path=f"{release}/{case_file(offline=True)}", content=script),)


def case_file(*, offline: bool) -> str:
    """Return the name of the file of cases beside a release's pages."""
    return "cases.js" if offline else "cases.json.gz"


def gzipped(content: bytes) -> bytes:
    """Compress as gzip (RFC 1952) without time, name or system, so that the same content gives the same bytes."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    return GZIP_HEAD + body + struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def _baseline(context: Context) -> str | None:
    if not context.baseline:
        return None
    return visible("Baseline" if context.baseline == "baseline" else f"Baseline {context.baseline}")


def _legend(context: Context) -> dict[str, object]:
    """Give the words behind ids: states that occur, in their order, classes and scores."""
    pairs = in_order(context.report.assessment.pairs).all
    states = dict.fromkeys(case_state(context, pair) for pair in pairs)
    sides = [side for pair in pairs for side in (pair.candidate, pair.baseline) if side is not None]
    classes = dict.fromkeys(one for side in sides for one in side.classes)
    scores = dict.fromkeys(one for side in sides for one in side.scores)
    return {
        "states": [_state(one) for one in states],
        "classes": {visible(one): visible(class_title(context.policy, one)) for one in classes},
        "scores": {visible(one): visible(score_title(context.policy, one)) for one in scores},
    }


def _state(state: State) -> dict[str, str]:
    return {"id": state_id(state), "word": state.word, "mark": state.mark, "tone": state.tone}


def state_id(state: State) -> str:
    """Return a state as it stands in the file and in addresses."""
    return "other-score" if state is CHANGED_WITHIN else state.word.lower().replace(" ", "-")


def _cases(
    context: Context, pairs: Iterable[CasePair], found: Published, labels: Scissors, past: Past
) -> Iterator[dict[str, object]]:
    for pair in pairs:
        text = found.texts.get((pair.suite, pair.case_id, pair.epoch))
        yield _case(context, pair, text, labels) | _history(pair, past)


def _history(pair: CasePair, past: Past) -> dict[str, object]:
    marks = past.marks((pair.suite, pair.case_id, pair.epoch))
    # A case that no earlier release ran has no history to show.
    return {"past": marks} if marks.strip("-") else {}


def _case(context: Context, pair: CasePair, text: CaseText | None, labels: Scissors) -> dict[str, object]:
    side = pair.candidate or pair.baseline
    row = side.row if side else None
    told: dict[str, object] = {
        "id": visible(pair.case_id),
        "anchor": pair_anchor(pair).rpartition("-")[2],
        # The readable part of an anchor is made of the name, unless that had to be written otherwise.
        "slug": slug(pair.case_id) if slug(visible(pair.case_id)) != slug(pair.case_id) else None,
        "sides": _sides(pair),
        "suite": visible(pair.suite),
        "run": pair.epoch if pair.epoch > 1 else None,
        "state": state_id(case_state(context, pair)),
        "tags": [labels.label(tag) for tag in row.tags] if row else [],
        "metadata": {labels.label(k): labels.label(v) for k, v in row.metadata.items() if is_label(v)} if row else {},
        "was": _was(pair, labels),
        "before": run_json(context, pair.baseline, text.before if text else None),
        "after": run_json(context, pair.candidate, text.after if text else None),
        "calls": [
            step_json(step, text.calls[at] if text else (None, None)) for at, step in enumerate(case_steps(pair))
        ],
    }
    # What a case does not have is left out, not written as empty: most cases lack most of it.
    return {key: value for key, value in told.items() if value not in (None, "", [], {})}


def _sides(pair: CasePair) -> str:
    if pair.candidate is None or pair.baseline is None:
        return "before" if pair.candidate is None else "after"
    return "both"


def _was(pair: CasePair, labels: Scissors) -> dict[str, str]:
    """Give the baseline's metadata where it is not the candidate's."""
    if pair.baseline is None or pair.candidate is None:
        return {}
    after = pair.candidate.row.metadata
    changed = {k: v for k, v in pair.baseline.row.metadata.items() if is_label(v) and after.get(k) != v}
    return {labels.label(key): labels.label(value) for key, value in changed.items()}
