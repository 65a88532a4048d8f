"""`evalreport serve`: a live preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.build import build_site
from evalreport.cli.project import project_root
from evalreport.site.serve import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

WATCHED = ("releases", "templates", "docs")


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="Local port; 0 takes any that is free.")
@click.option(
    "--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where the site goes (default: site/)."
)
@click.pass_context
def command(ctx: click.Context, *, port: int, site_dir: Path | None) -> None:
    """Build the site, show it on this machine only, and build again while files change.

    Watches manifests, results, records, templates, docs and the policy. An error is shown over the last good page.
    """
    root = project_root(ctx)
    target = site_dir or root / "site"

    def build() -> None:
        build_site(root, target)

    serve(build, lambda: watched(root), target, port=port, say=lambda text: click.echo(text, err=True))


def watched(root: Path) -> Iterator[Path]:
    """Yield the files whose change asks for a new build."""
    yield from root.glob("*.yml")
    for name in WATCHED:
        yield from (path for path in (root / name).rglob("*") if path.is_file())
