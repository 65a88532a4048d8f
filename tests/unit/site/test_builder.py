"""The builder's promises: counted before it stands, and the old site kept when anything fails."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from evalreport.errors import CollectedError, EvalReportError, WorldError
from evalreport.model.page import Asset, Page
from evalreport.site.builder import deliver, lacking
from evalreport.site.engine import build_pages
from tests.unit.site.sites import small_site

EPOCH = 1_763_800_000


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_delivery_counts_what_it_put_there(tmp_path: Path) -> None:
    """A delivery says how many pages and files stand, and leaves nothing beside the site."""
    told: list[tuple[int, int]] = []
    site = tmp_path / "deep" / "site"
    done = deliver(
        small_site(), docs=None, site_dir=site, epoch=EPOCH, progress=lambda done, total: told.append((done, total))
    )
    assert done.pages == 6
    assert done.files == len(digests(site))
    assert done.size == sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert told[-1] == (6, 6)
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_two_builds_are_alike_byte_for_byte(tmp_path: Path) -> None:
    """The same values give the same bytes in whatever folder, at whatever time."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Guide\n\nText.\n")
    for place, epoch in (("one", EPOCH), ("elsewhere/two", EPOCH)):
        deliver(small_site(), docs=tmp_path / "docs", site_dir=tmp_path / place, epoch=epoch)
    assert digests(tmp_path / "one") == digests(tmp_path / "elsewhere" / "two")


def test_no_place_of_the_machine_reaches_the_bytes(tmp_path: Path) -> None:
    """No file of the site holds the path it was built at."""
    deliver(small_site(), docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    places = [str(tmp_path).encode(), str(Path(__file__).parents[3]).encode()]
    assert not [place for place in places for text in texts if place in text]


def test_rebuild_replaces_the_whole_site(tmp_path: Path) -> None:
    """What the new build does not hold is gone afterwards."""
    deliver(small_site(releases=3), docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    deliver(small_site(releases=1), docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    assert (tmp_path / "site" / "agent-1.0").is_dir()
    assert not (tmp_path / "site" / "agent-3.0").exists()


SITE = small_site()
LACKS = {
    "text": (replace(SITE, expected=(("agent-1.0/", ("no-gate",)),)), "agent-1.0/ does not show 'no-gate'"),
    "page": (replace(SITE, expected=(("agent-9.0/", ("x",)),)), "the page agent-9.0/ was not handed in"),
    "logo": (replace(SITE, logo="er/lost.svg"), "the file er/lost.svg is not there"),
    "version": (replace(SITE, versions=(("agent-9.0", "nine", False),)), "the version agent-9.0 cannot be chosen"),
}


@pytest.mark.parametrize("case", LACKS)
def test_what_is_missing_fails_the_build(tmp_path: Path, case: str) -> None:
    """A text, page, file or version that did not arrive is an error, and the old site stands as before."""
    lacking_site, message = LACKS[case]
    deliver(small_site(), docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    before = digests(tmp_path / "site")
    with pytest.raises(CollectedError, match=message):
        deliver(lacking_site, docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    assert digests(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_lost_page_is_counted(tmp_path: Path) -> None:
    """A page that the engine lost is found by counting."""
    build_pages(small_site(), None, tmp_path, EPOCH)
    (tmp_path / "agent-1.0" / "cases" / "index.html").unlink()
    assert [error.message for error in lacking(small_site(), tmp_path)] == ["the page agent-1.0/cases/ was not built"]


@pytest.mark.parametrize("text", ["a < b & c", "say 'no'", 'a "quote"'])
def test_expected_text_is_found_as_it_is_written(tmp_path: Path, text: str) -> None:
    """An expected text counts as shown in its escaped form."""
    page = Page(path="latest/", title="x", html=f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    site = replace(small_site(), pages=(page,), versions=(), navigation=(), expected=(("latest/", (text,)),))
    build_pages(site, None, tmp_path, EPOCH)
    assert list(lacking(site, tmp_path)) == []


@pytest.mark.parametrize("path", ["../out.json", "/etc/out.json", "a/../../out.json", "a\\b.json", "releases.json"])
def test_addresses_stay_inside_and_apart(tmp_path: Path, path: str) -> None:
    """A file whose address leaves the site, or is taken, is refused."""
    site = small_site()
    site = replace(site, assets=(*site.assets, Asset(path=path, content=b"{}")))
    with pytest.raises(WorldError, match="no address of its own"):
        deliver(site, docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    assert list(tmp_path.iterdir()) == []


def test_broken_document_keeps_the_old_site(tmp_path: Path) -> None:
    """A broken link in docs/ is an error with file and line, and the old site stands as before."""
    deliver(small_site(), docs=None, site_dir=tmp_path / "site", epoch=EPOCH)
    before = digests(tmp_path / "site")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Guide\n\n[gone](gone.md)\n")
    with pytest.raises(EvalReportError) as caught:
        deliver(small_site(), docs=tmp_path / "docs", site_dir=tmp_path / "site", epoch=EPOCH)
    assert str(caught.value).startswith("docs/index.md:3: ")
    assert caught.value.slug == "docs-page"
    assert digests(tmp_path / "site") == before
