"""The last look before anything is published: a secret in any file of the built site stops the build.

What a page shows comes from somewhere: the source is named too, since it is there that the secret is removed.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.disclosure.scan import scan
from evalreport.disclosure.unpack import unpacked
from evalreport.errors import CollectedError, EvalReportError
from evalreport.findings.publishing import SecretWaived
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from evalreport.disclosure.scan import Hit
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.page import RenderedSite
    from evalreport.model.report import ReleaseReport, SiteReport

# Of a value only its longest plain piece is the same in every dress: pages, JSON and sources escape differently.
ESCAPE = re.compile(r"\\+[nrtbf\"]")
PIECE = re.compile(r"[A-Za-z0-9+/=_.~-]+")
# Where the words of a page come from when they come from no release.
SOURCES = ("*.yml", "docs/**/*", "templates/**/*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One secret and the first place where the site would show it; ``places`` counts all of them."""

    hit: Hit
    page: str
    line: int
    places: int


def refuse_secrets(folder: Path, report: SiteReport, project: Path) -> None:
    """Raise an error a secret in the built site, all together, each with its source where that is found [secret].

    Secrets whose fingerprint the policy allows are passed over.
    """
    allowed = {one.fingerprint for one in report.policy.publish.allow}
    found = leaks(_files(folder), allowed)
    if found:
        raise CollectedError(_error(leak, folder.name, report, project) for leak in found)


def leaks(files: Iterable[tuple[str, bytes]], allowed: set[str]) -> list[Leak]:
    """Return the secrets in these files (path, content), each once, without those allowed."""
    found: dict[str, Leak] = {}
    for path, line, hit in secrets_in(files):
        known = found.get(hit.fingerprint)
        if known is not None:
            found[hit.fingerprint] = replace(known, places=known.places + 1)
        elif hit.fingerprint not in allowed:
            found[hit.fingerprint] = Leak(hit=hit, page=path, line=line, places=1)
    return list(found.values())


def secrets_in(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, int, Hit]]:
    """Yield every secret in these files: path, line (of the unpacked text), and the hit."""
    for path, content in files:
        for member, text in unpacked(content):
            place = f"{path}:{member}" if member else path
            yield from ((place, text.count(b"\n", 0, hit.start) + 1, hit) for hit in scan(text))


def with_waivers(report: SiteReport, rendered: RenderedSite, project: Path) -> SiteReport:
    """Return the report with a finding a waiver that says in how many places it lets a secret pass.

    Only a policy that waives something asks for this second look.
    """
    allow = report.policy.publish.allow
    if not allow:
        return report
    pages = [(page.path, page.html.encode("utf-8", "replace")) for page in rendered.pages]
    texts = [*pages, *((asset.path, asset.content) for asset in rendered.assets), *_sources(project, ("docs/**/*",))]
    counts = Counter(hit.fingerprint for _, _, hit in secrets_in(texts))
    others = (one for one in report.findings if one.rule != SecretWaived.id)
    counted = (SecretWaived.said(one, counts[one.fingerprint]) for one in allow)
    return replace(report, findings=(*others, *counted))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _error(leak: Leak, site: str, report: SiteReport, project: Path) -> EvalReportError:
    hit = leak.hit
    release = next((one for one in report.releases if leak.page.startswith(f"{one.id}/")), None)
    piece = needle(hit.value)
    source = _source(piece, release, project)
    case = _case(piece, release)
    more = f" and in {leak.places - 1:,} more places" if leak.places > 1 else ""
    told = f"{hit.kind} {hit.masked}"
    where = f"it would be published in {leak.page}, line {leak.line}{more}"
    if case:
        told += f" in the case {case}"
    return EvalReportError(
        f"{told}: {where}",
        slug="secret",
        location=source or Location(file=f"{site}/{leak.page}", line=leak.line),
        hint="take it out and revoke it, or black it out (publish.redact: [api_key]); if it is harmless, "
        f"publish.allow: [{{fingerprint: {hit.fingerprint}, reason: say why}}]",
    )


def needle(value: str) -> str:
    """Return the longest piece of a secret that no writer escapes, to look for it elsewhere."""
    return max(PIECE.findall(ESCAPE.sub(" ", html.unescape(value))), key=len, default=value)


def _source(piece: str, release: ReleaseReport | None, project: Path) -> Location | None:
    """Find the first line of the project's own files in which this piece stands; of the release's files first."""
    inputs = [one.path for one in release.inputs] if release else []
    own = (f"releases/{release.id}/**/*",) if release else ()
    for name, content in _sources(project, (*inputs, *own, *SOURCES)):
        place = _place(piece.encode(), name, content)
        if place is not None:
            return place
    return None


def _place(piece: bytes, name: str, content: bytes) -> Location | None:
    for member, text in unpacked(content):
        at = text.find(piece)
        if at >= 0:
            # Inside an archive a line of a member leads nowhere that an editor could open.
            return Location(file=name, line=None if member else text.count(b"\n", 0, at) + 1)
    return None


def _sources(project: Path, globs: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for glob in globs:
        for path in sorted(project.glob(glob)):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(project).as_posix(), path.read_bytes()


def _case(piece: str, release: ReleaseReport | None) -> str:
    """Name the first case of the release in whose row the piece stands; "" where it is in none."""
    pairs = release.assessment.pairs if release else ()
    sides = ((pair.case_id, side.row) for pair in pairs for side in (pair.candidate, pair.baseline) if side)
    return next((name for name, row in sides if piece in _texts(row)), "")


def _texts(row: CaseResult) -> str:
    tools = [text for call in row.tools or () for text in (call.name, call.arguments, call.error, call.result)]
    scores = [text for score in row.scores for text in (score.text, score.explanation)]
    texts = [
        row.input,
        row.output,
        row.error,
        row.note,
        *tools,
        *scores,
        *row.metadata.values(),
        *row.labels,
        *row.tags,
    ]
    return "\n".join(filter(None, texts))
