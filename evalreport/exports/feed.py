"""feed.xml: what was decided, newest first, for those who subscribe. Atom (RFC 4287); times come from the records."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.report import ReleaseReport, SiteReport

# Readers ask again and again for the whole file; older decisions are on the history page.
MOST = 50
# The day of a site that has neither a decision nor a commit: the one `build` gives to such a site's files.
NEVER = "1980-01-01"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:evalreport:feed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision: its permanent key, what it says, who decided, when, and the page that shows it."""

    key: str
    title: str
    summary: str
    author: str
    at: str
    path: str
    categories: tuple[str, ...]


def feed(report: SiteReport) -> bytes:
    """Return the feed of the newest decisions: releases, overrides and rollbacks.

    Links are absolute where the policy names the site's address, else relative to the feed.
    """
    site = report.policy.site
    root = site.url.rstrip("/") + "/" if site.url else ""
    # Without an address the name is all there is that stays the same.
    base = root or site.name
    entries = _newest(report)
    lines = [*_head(report, root, base, entries), *(_entry(entry, root, base) for entry in entries), "</feed>"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _newest(report: SiteReport) -> list[Entry]:
    entries = [entry for release in report.releases for entry in _entries(release)]
    return sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)[:MOST]


def _head(report: SiteReport, root: str, base: str, entries: list[Entry]) -> Iterator[str]:
    site = report.policy.site
    name = _told(site.name or "Releases")
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(site.language)}>'
    yield f"<title>{name}</title>"
    yield f"<id>{_id(base, 'feed')}</id>"
    yield f"<updated>{entries[0].at if entries else _moment(report.repository.head_time or NEVER)}</updated>"
    yield f"<author><name>{name}</name></author>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(root + "latest/")}/>'
    if root:
        yield f'<link rel="self" type="application/atom+xml" href={quoteattr(root + "feed.xml")}/>'
    yield f"<generator version={quoteattr(report.tool_version)}>evalreport</generator>"


def _entries(report: ReleaseReport) -> Iterator[Entry]:
    records = report.records
    bound = (*records.signoffs, *records.overrides, *records.rollbacks, *records.events)
    decision = report.policy.decisions.get(report.release.decision)
    tags = (report.release.workflow, report.standing)
    yield Entry(
        key=f"release/{report.id}",
        title=f"{report.id}: {report.standing.replace('_', ' ')}",
        summary=f"{report.headline} {report.release.summary}",
        author=_person(report, report.closed.by if report.closed else decision.owner if decision else ""),
        at=max([_moment(report.release.date), *(_moment(one.at) for one in bound)]),
        path=f"{report.id}/",
        categories=tags,
    )
    for one in records.overrides:
        yield Entry(
            key=f"override/{report.id}/{one.path}",
            title=f"{report.id}: override of the gate {one.gate}",
            summary=one.reason,
            author=_person(report, one.approved_by),
            at=_moment(one.at),
            path=f"{report.id}/#overrides",
            categories=(report.release.workflow, "override"),
        )
    for back in records.rollbacks:
        yield Entry(
            key=f"rollback/{report.id}/{back.path}",
            title=f"{report.id}: rolled back to {back.to_release}",
            summary=back.reason,
            author=_person(report, back.by),
            at=_moment(back.at),
            path=f"{report.id}/",
            categories=(report.release.workflow, "rollback"),
        )


def _entry(entry: Entry, root: str, base: str) -> str:
    categories = "".join(f"<category term={quoteattr(visible(one))}/>" for one in entry.categories)
    return (
        f"<entry><title>{_told(entry.title)}</title><id>{_id(base, entry.key)}</id><updated>{entry.at}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(root + entry.path)}/>'
        f"<author><name>{_told(entry.author or 'unknown')}</name></author>{categories}"
        f'<summary type="text">{_told(entry.summary)}</summary></entry>'
    )


def _told(text: str) -> str:
    return escape(visible(text))


def _id(base: str, key: str) -> str:
    # An address may be the same for two things over time; a name made from what a thing is may not.
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{base}#{key}')}"


def _moment(text: str) -> str:
    """Write a day or a moment as RFC 3339 in UTC, so that text sorts as time."""
    read = datetime.fromisoformat(text.upper())
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _person(report: ReleaseReport, name: str) -> str:
    known = report.policy.people.get(name)
    return known.name if known else name
