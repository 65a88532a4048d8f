"""Provenance: every file that was read, with its digest, its reader and the commit it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.render.context import SHORT_COMMIT, person, short_commit, words_of
from evalreport.render.figures import count, plural, size
from evalreport.render.text import anchor
from evalreport.render.times import day

if TYPE_CHECKING:
    from evalreport.model.bundle import InputFile
    from evalreport.model.policy import Policy
    from evalreport.render.context import Context

# Twelve digits are enough to compare by eye; all 64 are in the cell's title and in record.json.
SHORT_DIGEST = 12
# More files than these in one folder are one row.
FOLDED = 12
# Order in which the files of a release are listed: the decision first, then what it was judged by and on.
KINDS = ("manifest", "config", "policy", "candidate", "baseline", "record", "calibration", "attachment")


RESTS = {
    "manifest": "which files and which decision",
    "config": "the lines the numbers are held against",
    "policy": "the lines the numbers are held against",
    "candidate": "every number of the candidate, all gates",
    "baseline": "every number of the baseline, all differences",
    "record": "who decided",
    "calibration": "how far a grader is trusted",
    "attachment": "what overrides and notes point to",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One input of a release, or a folder of many: then ``sha256`` is "", each file's own being in record.json."""

    path: str
    kind: str
    address: str | None
    sha256: str
    short: str
    size: str
    reader: str
    rows: str
    unread: str
    commit: str
    when: str
    who: str
    uncommitted: bool
    anchor: str = ""
    rests: str = ""


def file_rows(context: Context) -> tuple[FileRow, ...]:
    """Return all inputs of a release by kind, then path; a folder of many files of one kind is one row."""
    groups: dict[tuple[str, str], list[InputFile]] = {}
    for one in sorted(context.inputs, key=lambda one: (_rank(one.kind), one.path)):
        groups.setdefault((one.kind, one.path.rpartition("/")[0]), []).append(one)
    return tuple(row for files in groups.values() for row in _rows(context, files))


def _rows(context: Context, files: list[InputFile]) -> list[FileRow]:
    # Some formats write a file a case; hundreds of lines of digests would hide the files that matter.
    if len(files) <= FOLDED:
        return [_row(context, one) for one in files]
    first = _row(context, files[0])
    commits = {one.origin.commit for one in files}
    unread = sum(one.unread for one in files)
    rows = [one.rows for one in files if one.rows is not None]
    return [
        replace(
            first,
            path=f"{files[0].path.rpartition('/')[0]}/",
            kind=f"{len(files):,} files, {first.kind}",
            address=None,
            sha256="",
            short="",
            size=size(sum(one.size for one in files)),
            rows=count(sum(rows)) if rows else "",
            unread=f"{unread:,} unreadable" if unread else "",
            commit=first.commit if len(commits) == 1 else "several",
            uncommitted=any(one.origin.uncommitted for one in files),
        )
    ]


def file_anchor(path: str) -> str:
    """Return the anchor of a file's row on the evidence page."""
    return "f" + anchor("file", path)[-8:]


def sources(context: Context) -> dict[str, str]:
    """Return the anchors of the rows that numbers of each side rest on: the first file of that side."""
    found: dict[str, str] = {}
    for one in sorted(context.inputs, key=lambda one: one.path):
        found.setdefault(one.kind, file_anchor(one.path))
    return {side: found.get(side, "files") for side in ("candidate", "baseline")}


def _rank(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _row(context: Context, one: InputFile) -> FileRow:
    origin = one.origin
    reader = " ".join(
        part for part in (one.format, f"version {one.format_version}" if one.format_version else "") if part
    )
    return FileRow(
        path=one.path,
        kind=words_of(one.kind),
        # A link to a commit that does not hold these bytes would prove something else.
        address=None if origin.uncommitted else context.address(one.path),
        sha256=one.sha256,
        short=one.sha256[:SHORT_DIGEST],
        size=size(one.size),
        reader=reader,
        rows="" if one.rows is None else count(one.rows),
        unread=f"{one.unread:,} unreadable" if one.unread else "",
        commit=short_commit(origin.commit),
        when=day(origin.committed_at) if origin.committed_at else "",
        who=author(context.policy, origin.author),
        uncommitted=origin.uncommitted,
        anchor=file_anchor(one.path),
        rests=RESTS.get(one.kind, ""),
    )


def author(policy: Policy, text: str | None) -> str:
    """Return an author's name; the e-mail address stays out unless the policy shows e-mails."""
    name, mail = _name_and_mail(text or "")
    for identifier, who in policy.people.items():
        if mail in who.emails:
            return person(policy, identifier)
    if policy.publish.show_emails:
        return (text or "").strip()
    # Git may hold an address and no name; the address stays out all the same.
    return name if name or not mail else "somebody not in the policy"


def _name_and_mail(text: str) -> tuple[str, str]:
    """Part an author as git writes it, "Name <address>", or one that is only a name or only an address."""
    name, bracket, rest = text.partition("<")
    if bracket:
        return name.strip(), rest.rstrip("> ")
    return ("", text.strip()) if "@" in text else (text.strip(), "")


def evidence_lead(context: Context) -> str:
    """Return one sentence: how many files and bytes stand behind a release, and at which commit."""
    inputs = context.inputs
    total = size(sum(one.size for one in inputs))
    head = context.report.commit
    at = f", at commit {head[:SHORT_COMMIT]}" if head else ""
    loose = sum(one.origin.uncommitted for one in inputs)
    told = f"{plural(len(inputs), ('file', 'files'))} of {total} in all{at}."
    return told + (f" {plural(loose, ('file differs', 'files differ'))} from what git holds." if loose else "")
