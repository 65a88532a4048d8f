"""Our engine against stock mkdocs-material on the same pages.

Each builder runs in a process of its own, imports and rendering included, one after the other. What counts is the
ratio of processor seconds: the clock also measures whoever else uses the machine, so it is told beside. Both write
into memory where the system offers that, since making a file can cost a disk more than making a page costs us.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.content import Release, releases

EPOCH = 1_763_800_000
ROOT = Path(__file__).resolve().parents[1]
EXPECTED = 5.0
MEMORY = Path("/dev/shm")  # noqa: S108 - only for a folder with a drawn name
TEMPLATE = """<h1>{{ r.id }}</h1><p>{{ r.summary }}</p>
{% for t in r.tables %}<h2 id="part-{{ loop.index }}">{{ t.title }}</h2>
<table><thead><tr>{% for c in t.columns %}<th scope="col">{{ c }}</th>{% endfor %}</tr></thead><tbody>
{% for row in t.rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table>
{% endfor %}"""
STOCK = """site_name: Releases
site_url: https://example.org/releases/
docs_dir: docs
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [tables, toc]
nav: [index.md]
not_in_nav: |
  /agent-*
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Seconds of the processor and of the clock."""

    processor: float
    clock: float

    def __str__(self) -> str:
        """Give both."""
        return f"{self.processor:.1f} s ({self.clock:.1f} s by the clock)"


def measure(pages: int) -> tuple[Taken, Taken]:
    """Build so many release pages with our engine and with the stock theme; what each took."""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=memory) as folder:
        # Neither builder's time holds the making up of content: both find it on the disk.
        content = Path(folder) / "content.pickle"
        content.write_bytes(pickle.dumps(tuple(releases(pages))))
        ours = _timed([sys.executable, "-m", "benchmarks.engine", "--ours", str(content)])
        stock_folder = Path(folder) / "stock"
        write_markdown(stock_folder, pages)
        stock = _timed([sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(stock_folder / "mkdocs.yml")])
    return ours, stock


def build_ours(content: Path) -> None:
    """Render each release with Jinja2 and hand all of them to the engine: each a version of its own."""
    import jinja2

    from evalreport.model.page import Heading, Page, RenderedSite, SearchEntry
    from evalreport.site.engine import build_pages

    template = jinja2.Environment(autoescape=True).from_string(TEMPLATE)

    def page(release: Release) -> Page:
        heads = [(f"part-{number}", table.title) for number, table in enumerate(release.tables, start=1)]
        return Page(
            path=f"{release.id}/",
            title=release.id,
            html=template.render(r=release),
            contents=tuple(Heading(level=2, anchor=anchor, title=title) for anchor, title in heads),
            search=(SearchEntry(anchor="", title=release.id, text=release.summary),),
        )

    made = [page(release) for release in pickle.loads(content.read_bytes())]  # noqa: S301 - written by ourselves
    front = Page(path="latest/", title="History", html="<h1>History</h1>")
    site = RenderedSite(
        name="Releases",
        url="https://example.org/releases/",
        language="en",
        pages=(front, *made),
        assets=(),
        versions=tuple((one.version, one.title, False) for one in made),
        navigation=(("History", "latest/"),),
        expected=(),
    )
    build_pages(site, None, content.parent / "ours", EPOCH)


def write_markdown(folder: Path, pages: int) -> None:
    """Write the same releases as Markdown, with a configuration that lists none of them in the navigation."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(STOCK)
    (docs / "index.md").write_text("# History\n")
    for release in releases(pages):
        parts = [f"# {release.id}", release.summary]
        for table in release.tables:
            rows = [table.columns, ("---",) * len(table.columns), *table.rows]
            parts += [f"## {table.title}", "\n".join("| " + " | ".join(row) + " |" for row in rows)]
        (docs / f"{release.id}.md").write_text("\n\n".join(parts) + "\n")


def report(pages: int) -> str:
    """Measure and say it in one line."""
    ours, stock = measure(pages)
    ratio = stock.processor / ours.processor
    verdict = "as expected" if ratio >= EXPECTED else f"expected at least {EXPECTED:g}"
    return (
        f"engine: {pages} release pages in {ours}; stock mkdocs-material {stock}: "
        f"{ratio:.1f} times as fast ({verdict}), {stock.clock / ours.clock:.1f} by the clock"
    )


def _timed(command: list[str]) -> Taken:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(processor=used, clock=time.perf_counter() - begin)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        build_ours(Path(sys.argv[2]))
    else:
        print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
