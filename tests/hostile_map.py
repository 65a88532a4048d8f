"""How hostile inputs of a generic shape become projects of ours with the same fault.

The generic manifest has `schema`, `release`, `evidence`, `gates` and stray keys; each line is carried over to the field
of ours that means the same, byte for byte where the fault is.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field

MANIFEST = "releases/{release}/release.yml"
CANDIDATE = "results/candidate.json"
EVIDENCE = "results/offline.json"
CASES = json.dumps({"cases": [{"id": f"c{n}", "passed": n % 3 > 0} for n in range(40)]}).encode()
MORE_CASES = CASES.replace(b'"id": "c', b'"id": "more')
DIGEST = hashlib.sha256(MORE_CASES).hexdigest().encode()

CONFIG = b"""\
version: 1
site: {name: Hostile inputs}
people:
  ana: {name: Ana Ortiz, roles: [risk-owner], emails: [a@example.org]}
decisions:
  prompt-change: {question: Can it ship?, owner: ana, gates: [g1]}
scorecard:
  task-success: {owner: %(owner)s, use: decides}
publish: {outputs: all}
gates:
%(gates)s
"""
GATE = b"  g1: {score: task-success, at_least: 0.9, override: {roles: [risk-owner], evidence: 0}%(more)s}"
REQUIRED = (
    (b"workflow", b"support-agent"),
    (b"decision", b"prompt-change"),
    (b"summary", b"Shorter refund prompt."),
    (b"date", b"2026-11-20"),
    (b"candidate", CANDIDATE.encode()),
)
OVERRIDE = b"""\
release: r1
gate: g1
requested_by: a@example.org
by: A@Example.org
role: risk-owner
at: "2026-11-21T10:00:00Z"
reason: The lost tickets are duplicates that the shop refuses by itself.
"""
SIGNOFF = b"release: r1\ndecision: approve\nby: ana\nrole: risk-owner\n"

# Keys without a meaning in our manifest go into its free texts, in this order: what was typed must come out again.
TEXT_FIELDS = (b"notes", b"rollback", b"summary")

# Where a key of the generic shape goes that is no text of the manifest, and why there.
ELSEWHERE = {
    b"gates": "a threshold is the policy's: gates in site_config.yml, `threshold` and `value` become at_least",
    b"owner": "a score has an owner: scorecard.task-success.owner in site_config.yml",
    b"n": "a bare number: min_cases of the gate in site_config.yml",
    b"expires": "an override runs out: expires of overrides/g1.yml",
    b"signed_at": "a sign-off has a time: at of signoffs/ana.yml",
    b"overrides": "an override is a record: overrides/g1.yml, field by field",
}
_KEY = re.compile(rb"^([A-Za-z_]\w*):(.*)$", re.DOTALL)
_GATE_LINES = (
    (rb"^(\s+)- id: g1$", rb"\1g1:\n    score: task-success"),
    (rb"^(\s+)- \{id: g1, metric: acc, op: '>=', ", rb"\1g1: {score: task-success, "),
    (rb"\bthreshold:", rb"at_least:"),
    (rb"\btreshold:", rb"at_leest:"),
    (rb"\bvalue:", rb"at_least:"),
)


@dataclass(slots=True)
class Hostile:
    """A project with one fault: its files, its release, and the texts that must come out as typed."""

    files: dict[str, bytes]
    release: str = "r1"
    texts: dict[str, str] = field(default_factory=dict)


def from_results(name: str, data: bytes, expect: str) -> Hostile:
    """Put a hostile result file in the place of the candidate."""
    if expect == "warn":
        # A file that is only to be warned about must hold a case; that none is refused is another entry's fault.
        data = data.replace(b'"cases": []', b'"cases": [{"id": "c1", "passed": true}]')
    path = f"results/candidate{name[name.rindex('.') :]}"
    files = _valid_files(_config())
    files[MANIFEST.format(release="r1")] = _required(b"r1", set()).replace(CANDIDATE.encode(), path.encode())
    files[f"releases/r1/{path}"] = data
    return Hostile(files=files)


def from_yaml(name: str, data: bytes) -> Hostile:
    """Carry a hostile document over; one without the generic shape stands as the manifest itself."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    body = data.removeprefix(bom)
    ending = b"\r\n" if b"\r\n" in body else b"\n"
    lines = body.replace(b"\r\n", b"\n").split(b"\n")
    if not any(line.startswith((b"release:", b"gates:")) for line in lines):
        files = _valid_files(_config())
        files[MANIFEST.format(release="r1")] = data
        return Hostile(files=files)
    return _Carrier(attachment="path_dir" in name).carry(lines, bom, ending)


class _Carrier:
    """Carries a generic manifest over line by line."""

    def __init__(self, *, attachment: bool) -> None:
        self._attachment = attachment
        self._manifest: list[bytes] = []
        self._moved: dict[bytes, list[bytes]] = {}
        self._texts: dict[str, str] = {}
        self._used: set[bytes] = set()
        self._release = b"r1"

    def carry(self, lines: list[bytes], bom: bytes, ending: bytes) -> Hostile:
        """Return the project that has the fault of these lines."""
        current = b""
        for line in lines:
            match = _KEY.match(line)
            current = match[1] if match else current if line.startswith((b" ", b"\t")) else b""
            if current in ELSEWHERE:
                self._moved.setdefault(current, []).append(line)
            elif match:
                self._key(match[1], match[2])
            else:
                self._manifest.append(self._evidence(line) if current == b"evidence" else line)
        text = ending.join([*self._manifest, *_required(None, self._used).splitlines(), b""])
        return self._project(bom + text)

    def _key(self, key: bytes, value: bytes) -> None:
        if key == b"schema":
            self._manifest.append(b"# schema:" + value)
        elif key == b"evidence":
            self._manifest.append((b"attachments:" if self._attachment else b"evals:") + value)
        elif key == b"release":
            plain = value.strip()
            self._release = plain if re.fullmatch(rb"[0-9][0-9.]*", plain) and not self._moved else self._release
            self._manifest.append(b"release:" + value)
        else:
            name = next(name for name in TEXT_FIELDS if name not in self._used)
            self._used.add(name)
            self._manifest.append(name + b":" + value)
            self._texts[name.decode()] = value.strip().decode("utf-8", "replace")

    def _evidence(self, line: bytes) -> bytes:
        line = line.replace(b"- path:", b"-" if self._attachment else b"- file:")
        return line.replace(b"a" * 64, DIGEST)

    def _project(self, manifest: bytes) -> Hostile:
        moved = {key: b"\n".join(lines) for key, lines in self._moved.items()}
        release = self._release.decode()
        files = _valid_files(_config(moved), release)
        files[MANIFEST.format(release=release)] = manifest
        folder = f"releases/{release}"
        if b"expires" in moved:
            files[f"{folder}/overrides/g1.yml"] = OVERRIDE + moved[b"expires"] + b"\n"
        if b"signed_at" in moved:
            files[f"{folder}/signoffs/ana.yml"] = SIGNOFF + moved[b"signed_at"].replace(b"signed_at", b"at") + b"\n"
        if b"overrides" in moved:
            files[f"{folder}/overrides/g1.yml"] = _override(moved[b"overrides"])
        return Hostile(files=files, release=release, texts=self._texts)


def _config(moved: dict[bytes, bytes] | None = None) -> bytes:
    moved = moved or {}
    gates = GATE % {b"more": moved.get(b"n", b"").replace(b"n:", b", min_cases:")}
    if b"gates" in moved:
        lines = moved[b"gates"].split(b"\n")[1:]
        for pattern, replacement in _GATE_LINES:
            lines = [re.sub(pattern, replacement, line) for line in lines]
        gates = b"\n".join(lines)
    owner = moved.get(b"owner", b"owner: ana").removeprefix(b"owner:").strip()
    return CONFIG % {b"owner": owner, b"gates": gates}


def _override(lines: bytes) -> bytes:
    """Make a record of an entry such as `- {gate: g1, requested_by: …}`, with a reason that is long enough."""
    entry = lines.split(b"{", 1)[1].rsplit(b"}", 1)[0]
    said = dict(part.strip().split(b": ", 1) for part in entry.split(b", "))
    text = OVERRIDE.replace(b"a@example.org", said[b"requested_by"]).replace(b"A@Example.org", said[b"approved_by"])
    return text + b"expires: " + said[b"expires"] + b"\n"


def _required(release: bytes | None, used: set[bytes]) -> bytes:
    pairs = [(b"release", release)] if release else []
    pairs += [(key, value) for key, value in REQUIRED if key not in used]
    return b"".join(key + b": " + value + b"\n" for key, value in pairs)


def _valid_files(config: bytes, release: str = "r1") -> dict[str, bytes]:
    return {
        "site_config.yml": config,
        MANIFEST.format(release=release): b"",
        f"releases/{release}/{CANDIDATE}": CASES,
        f"releases/{release}/{EVIDENCE}": MORE_CASES,
    }
