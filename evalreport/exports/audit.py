"""The audit as text, JSON and CSV: one row a decision, every field, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from evalreport.exports.plaintext import visible
from evalreport.model.record import Event, Override, Rollback, SignOff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.audit import Audit, AuditRow
    from evalreport.model.history import Commit
    from evalreport.model.record import Subject
    from evalreport.model.verification import Reason

Json = dict[str, object]
SCHEMA = "evalreport.audit/1"
# A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
SHORT = 12


def audit_text(audit: Audit) -> str:
    """Write one line a decision, its reasons below it, and a count at the end."""
    lines: list[str] = []
    for row in audit.rows:
        lines += _text(row)
    valid = sum(row.found.state == "valid" for row in audit.judged)
    total = len(audit.judged)
    lines.append(f"{total} {'record' if total == 1 else 'records'}: {valid} valid, {total - valid} not valid")
    lines += [visible(str(error)) for error in audit.errors]
    return "\n".join(lines) + "\n"


def audit_document(audit: Audit) -> Json:
    """Build the document of ``--format json``."""
    return {
        "schema": SCHEMA,
        "head": audit.head,
        "repository": audit.repository,
        "records": [audit_row(row) for row in audit.rows],
        "errors": [str(error) for error in audit.errors],
    }


def audit_row(row: AuditRow) -> Json:
    """Write one decision with every field it has; what it has not is null or empty."""
    record, found = row.record, row.found
    return {
        "id": row.id,
        "release": row.release,
        "kind": row.kind,
        "path": record.path,
        "by": record.by,
        "role": record.role,
        "at": record.at,
        **_own(row),
        "state": found.state,
        "content": found.content_state,
        "attribution": found.attribution_state,
        "codes": list(found.codes),
        "flags": list(row.flags),
        "replaced": row.replaced,
        "late": found.late,
        "reasons": [_reason(reason) for reason in found.reasons],
        "told": list(row.told),
        "commits": [_commit(commit) for commit in found.versions],
        "signature": None
        if found.signature is None
        else {"status": found.signature.status, "signer": found.signature.signer, "key": found.signature.key},
        "subjects": [_subject(one) for one in record.subjects],
        "root": record.root,
        "verdict_seen": {
            gate: {"verdict": seen.verdict, "observed": seen.observed, "threshold": seen.threshold, "n": seen.n}
            for gate, seen in record.verdict_seen.items()
        },
    }


def audit_csv(audit: Audit) -> str:
    """Write the same rows as CSV (RFC 4180); lists are joined by blanks, and no cell begins as a formula."""
    rows = [audit_row(row) for row in audit.rows]
    columns = list(dict.fromkeys(name for name in COLUMNS))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(_cell(name, row)) for name in columns])
    return out.getvalue()


COLUMNS = (
    "id", "release", "kind", "decision", "gate", "score", "by", "role", "requested_by", "at", "expires", "reason",
    "note", "conditions", "ticket", "observed", "threshold", "limit", "rule", "to_release", "fired_at", "acted_at",
    "shipped", "outcome", "by_release", "state", "content", "attribution", "codes", "flags", "replaced", "late", "told",
    "commit", "author", "committed_at", "signature", "path", "root", "subjects", "evidence", "verdict_seen",
)  # fmt: skip


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; control characters are made visible.

    A plain number keeps its sign.
    """
    shown = visible(text)
    if shown.startswith(FORMULA) and not _is_number(shown):
        return f"'{shown}"
    return shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _cell(name: str, row: Json) -> str:
    commits = row["commits"]
    first = commits[0] if isinstance(commits, list) and commits else {}
    if name in {"commit", "author", "committed_at"}:
        return str(first.get({"commit": "id"}.get(name, name), ""))
    value = row.get(name)
    if value is None:
        return ""
    if name in {"subjects", "evidence"} and isinstance(value, list):
        return " ".join(f"{one['sha256']}:{one['path']}" for one in value)
    if isinstance(value, list):
        return " | ".join(map(str, value)) if name in {"told", "conditions"} else " ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _own(row: AuditRow) -> Json:
    """Return the fields that only one kind of record has."""
    record = row.record
    if isinstance(record, SignOff):
        return {"decision": record.decision, "score": record.score, "note": record.note}
    if isinstance(record, Override):
        return {
            "decision": record.decision,
            "gate": record.gate,
            "observed": record.observed,
            "threshold": record.threshold,
            "reason": record.reason,
            "requested_by": record.requested_by,
            "approved_by": record.approved_by,
            "expires": record.expires,
            "conditions": list(record.conditions),
            "ticket": record.ticket,
            "evidence": [_subject(one) for one in record.evidence],
        }
    if isinstance(record, Rollback):
        return {
            "decision": "rollback",
            "rule": record.rule,
            "observed": record.observed,
            "limit": record.limit,
            "reason": record.reason,
            "to_release": record.to_release,
            "fired_at": record.fired_at,
            "acted_at": record.acted_at,
            "evidence": [_subject(one) for one in record.evidence],
        }
    if isinstance(record, Event):
        return {
            "decision": record.kind,
            "reason": record.reason,
            "shipped": record.shipped,
            "outcome": record.outcome,
            "by_release": record.by_release,
        }
    return {}


def _subject(one: Subject) -> Json:
    return {"kind": one.kind, "path": one.path, "sha256": one.sha256, "size": one.size}


def _commit(commit: Commit) -> Json:
    """Write a commit; e-mails stay in git."""
    return {
        "id": commit.id,
        "author": commit.author,
        "authored_at": commit.authored_at,
        "committer": commit.committer,
        "committed_at": commit.committed_at,
    }


def _reason(reason: Reason) -> Json:
    return {
        "code": reason.code,
        "said": reason.said,
        "path": reason.path,
        "was": reason.old,
        "is": reason.new,
        "then": reason.then.id if reason.then else None,
        "since": reason.since.id if reason.since else None,
    }


def _kind(row: AuditRow) -> str:
    return f"{row.kind} of {row.record.gate}" if isinstance(row.record, Override) else row.kind


def _bracketed(row: AuditRow) -> str:
    every = (*row.found.codes, *row.flags)
    return f" [{', '.join(every)}]" if every else ""


def _text(row: AuditRow) -> Iterable[str]:
    record, found = row.record, row.found
    state = "replaced" if row.replaced else found.state
    commit = f" commit {found.commit.id[:SHORT]}" if found.commit else ""
    who = visible(f"{_kind(row)} by {record.by} ({record.role})")
    yield f"{state:<12} {row.release}  {who}  {record.at}{commit}{_bracketed(row)}"
    if found.signature is not None and found.signature.status == "G":
        yield f"{'':<12} {visible(f'signed by {found.signature.signer}, key {found.signature.key}')}"
    if not row.replaced:
        for line in row.told:
            yield f"{'':<12} {visible(line)}"
