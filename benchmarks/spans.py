"""Reading traces as a stream: seconds, peak memory, and how much slower than only decoding the same bytes.

`python benchmarks/spans.py 1000000` writes so many spans (half a kilobyte each) into a folder of its own and reads
them in a process of its own, so that the memory told is that of reading and of nothing else.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

# Run as a file, Python looks beside it for modules, and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.content import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
# Small enough for `make bench`, large enough that start-up does not count.
COUNT = 50_000
# A run of an agent with four turns: the agent, five calls of a model, four of tools.
TURNS = 4
BATCH = 64
LIMIT_MB, LIMIT_RATIO = 1024, 3.0


def report(count: int = COUNT) -> str:
    """Write the spans, decode them, read them, and say it in one line."""
    with tempfile.TemporaryDirectory(prefix="evalreport-bench-") as name:
        path = Path(name) / "spans.jsonl"
        write(path, count)
        size = path.stat().st_size / 1e6
        plain = _measured("decode", path)
        ours = _measured("read", path)
    memory, ratio = ours["memory_mb"], ours["seconds"] / plain["seconds"]
    verdict = "within" if memory <= LIMIT_MB and ratio <= LIMIT_RATIO else "over"
    return (
        f"{count:,} spans ({size:.0f} MB, {ours['rows']:,.0f} runs): {ours['seconds']:.1f} s and {memory:.0f} MB at the"
        f" peak; decoding alone {plain['seconds']:.1f} s, so {ratio:.1f} times as long, {verdict} the limits of"
        f" {LIMIT_MB} MB and {LIMIT_RATIO:g} times"
    )


def write(path: Path, count: int) -> None:
    """Write so many spans as OTLP/JSON lines; spans of a run stand on different lines, as exporters send them."""
    draw = random.Random(7)
    waiting: list[dict[str, object]] = []
    with path.open("w", encoding="utf-8") as stream:
        for number, span in zip(range(count), _spans(draw), strict=False):
            waiting.append(span)
            if len(waiting) == BATCH or number == count - 1:
                draw.shuffle(waiting)
                # The last few wait for the next batch, so that runs are parted by line ends.
                now, waiting = (waiting[: BATCH // 2], waiting[BATCH // 2 :]) if number < count - 1 else (waiting, [])
                resource_of = {"attributes": [_attribute("service.name", "support")]}
                line = {"resourceSpans": [{"resource": resource_of, "scopeSpans": [{"spans": now}]}]}
                stream.write(json.dumps(line) + "\n")


def _spans(draw: random.Random) -> Iterator[dict[str, object]]:
    """Yield the spans of one run after the other."""
    start = 1_770_000_000_000_000_000
    while True:
        start += draw.randrange(10**9)
        trace, root = f"{draw.getrandbits(128):032x}", f"{draw.getrandbits(64):016x}"
        at = start
        for turn in range(TURNS + 1):
            at, span = _span(draw, trace, root, at, "chat", _chat(draw))
            yield span
            if turn < TURNS:
                at, span = _span(draw, trace, root, at, "execute_tool", _tool(draw))
                yield span
        _, span = _span(draw, trace, "", start, "invoke_agent", {"gen_ai.agent.name": "support"})
        yield span | {"spanId": root, "endTimeUnixNano": str(at)}


def _span(
    draw: random.Random, trace: str, parent: str, at: int, operation: str, attributes: dict[str, object]
) -> tuple[int, dict[str, object]]:
    """Return the end of a span, and the span."""
    end = at + draw.randrange(10**8, 3 * 10**9)
    named = {"gen_ai.operation.name": operation, **attributes}
    return end, {
        "traceId": trace,
        "spanId": f"{draw.getrandbits(64):016x}",
        "parentSpanId": parent,
        "name": operation,
        "kind": 3,
        "startTimeUnixNano": str(at),
        "endTimeUnixNano": str(end),
        "attributes": [_attribute(name, value) for name, value in named.items()],
        "status": {},
    }


def _chat(draw: random.Random) -> dict[str, object]:
    return {
        "gen_ai.request.model": "acme/large-1",
        "gen_ai.usage.input_tokens": draw.randrange(200, 4000),
        "gen_ai.usage.output_tokens": draw.randrange(20, 400),
        "gen_ai.response.finish_reasons": "stop",
    }


def _tool(draw: random.Random) -> dict[str, object]:
    return {
        "gen_ai.tool.name": draw.choice(WORDS),
        "gen_ai.tool.call.id": f"call-{draw.randrange(10**6)}",
        "gen_ai.tool.call.arguments": json.dumps({"query": " ".join(draw.choices(WORDS, k=4))}),
    }


def _attribute(key: str, value: object) -> dict[str, object]:
    kind = "intValue" if isinstance(value, int) else "stringValue"
    return {"key": key, "value": {kind: str(value)}}


def _measured(what: str, path: Path) -> dict[str, float]:
    """Do it in a process of its own; return its seconds, its peak memory and how many runs it found."""
    command = [sys.executable, str(Path(__file__).resolve()), what, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _decode(path: Path) -> int:
    """Decode each line into plain values: what any reader of these bytes must do at least."""
    decoder = msgspec.json.Decoder()
    with path.open("rb") as stream:
        return sum(decoder.decode(line) is None for line in stream)


def _read(path: Path) -> int:
    """Read the file as `evalreport` does, its digest included."""
    # Imported only here: plain decoding must not pay for it.
    from evalreport.readers.loading import open_source, read_sources

    return sum(len(run.rows) for file in read_sources([open_source(path)]) for run in file.result.runs)


def _child(what: str, path: Path) -> None:
    begun = time.perf_counter()
    rows = {"decode": _decode, "read": _read}[what](path)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory_mb": memory, "rows": rows}))


if __name__ == "__main__":
    if sys.argv[1:2] in (["decode"], ["read"]):
        _child(sys.argv[1], Path(sys.argv[2]))
    else:
        print(report(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
