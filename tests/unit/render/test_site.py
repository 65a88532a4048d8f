"""The rendered site as a whole: pages, assets, versions, what must be found after the build."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import SettingsError
from evalreport.model.policy import Site
from evalreport.model.record import Records
from evalreport.model.verification import Reason, Verification
from evalreport.render.record import dump, record_json
from evalreport.render.site import NAVIGATION, SHOWN_VERSIONS, footer, render_site, shared_assets
from tests import fakes
from tests.fake_policy import policy
from tests.hostile_text import Page

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.page import RenderedSite

SITE = render_site(fakes.site())
CHANGED = Reason(code="EVIDENCE-CHANGED", said="it has changed")
UNSIGNED = Reason(code="UNSIGNED", said="the commit is not signed")
LEAD = re.compile(r'href="((?:\.\./)+|cases/)([^"#]*)(#[^"]*)?"')


def dressed(tmp_path: Path, site: Site) -> RenderedSite:
    """Render a site of one release with its own dress."""
    return render_site(replace(fakes.site(fakes.cleared()), policy=policy(site=site)), project=tmp_path)


def test_every_release_has_its_pages_and_record() -> None:
    """Each release has report, cases, evidence and record.json."""
    paths = {page.path for page in SITE.pages}
    records = {asset.path for asset in SITE.assets}
    for report in fakes.site().releases:
        assert {f"{report.id}/", f"{report.id}/cases/", f"{report.id}/evidence/"} <= paths
        assert f"{report.id}/record.json" in records


def test_navigation_leads_to_pages() -> None:
    """Every section of the navigation is a page, and none is a release."""
    paths = {page.path for page in SITE.pages}
    assert all(path in paths and path.startswith("latest/") for _, path in NAVIGATION)


@pytest.mark.parametrize("page", SITE.pages, ids=[page.path for page in SITE.pages])
def test_links_lead_to_pages_and_anchors_that_exist(page: object) -> None:
    """Every link between pages finds its page, and its anchor where it names one."""
    bodies = {one.path: one.html for one in SITE.pages}
    files = {asset.path for asset in SITE.assets}
    own = next(one for one in SITE.pages if one is page)
    for up, rest, anchor in LEAD.findall(own.html):
        target = rest if up != "cases/" else f"{own.path}cases/{rest}"
        # A release that the fakes compare with is not among them.
        if "refund-agent-2.3.0" in target:
            continue
        assert target in bodies or target in files, target
        # What a list of cases is asked for stands there too: it names no place, and the explorer answers it.
        if anchor and not anchor.startswith("#class="):
            assert f'id="{anchor[1:]}"' in bodies[target], (target, anchor)


@pytest.mark.parametrize("page", SITE.pages, ids=[page.path for page in SITE.pages])
def test_pages_are_built_for_everybody(page: object) -> None:
    """One h1 a page, every table head says what it is a head of, every chart and scrolled region has a name."""
    own = next(one for one in SITE.pages if one is page)
    tags = Page(own.html).tags
    assert [tag for tag, _ in tags].count("h1") == 1
    assert all("scope" in dict(attributes) for tag, attributes in tags if tag == "th")
    charts = [
        dict(attributes) for tag, attributes in tags if tag == "svg" and "er-chart" in str(dict(attributes)["class"])
    ]
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert all("aria-label" in dict(attributes) for _, attributes in tags if dict(attributes).get("role") == "region")
    identifiers = [dict(attributes)["id"] for _, attributes in tags if "id" in dict(attributes)]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("page", SITE.pages, ids=[page.path for page in SITE.pages])
def test_contents_follow_the_headings(page: object) -> None:
    """Each entry of the contents list leads to a heading of the page and has plain words."""
    own = next(one for one in SITE.pages if one is page)
    for heading in own.contents:
        assert f'<h2 id="{heading.anchor}"' in own.html
        assert heading.title
        assert "<" not in heading.title


def test_search_finds_releases_from_the_history() -> None:
    """The history carries an entry a release that leads to the release's own page."""
    history = next(page for page in SITE.pages if page.path == "latest/")
    found = {entry.anchor: entry for entry in history.search}
    assert "asks before it cancels" in found["../refund-agent-2.4.0/"].text


def test_what_must_be_found_is_in_the_page() -> None:
    """What the build is counted against does stand in the rendered pages."""
    bodies = {page.path: page.html for page in SITE.pages}
    assert len(SITE.expected) == len(fakes.site().releases)
    for path, texts in SITE.expected:
        assert all(text in "".join(Page(bodies[path]).text) for text in texts)
    overridden = dict(SITE.expected)["refund-agent-2.4.0/"]
    assert {"refund-agent-2.4.0", "No policy breach", "Maya Lindqvist"} <= set(overridden)


def test_old_versions_are_hidden_in_the_selector() -> None:
    """The selector shows the newest releases only; all stay versions."""
    many = tuple(
        replace(fakes.cleared(), release=fakes.release(f"refund-agent-9.{at}")) for at in range(SHOWN_VERSIONS + 3)
    )
    versions = render_site(fakes.site(*many)).versions
    assert len(versions) == SHOWN_VERSIONS + 3
    assert [hidden for *_, hidden in versions].count(True) == 3


def test_assets_are_named_by_their_content() -> None:
    """A shared asset's name carries the digest of its bytes, so that it may be cached for ever."""
    for asset in shared_assets():
        assert hashlib.sha256(asset.content).hexdigest()[:8] in asset.path
    assert {asset.path.rpartition(".")[2] for asset in shared_assets()} == {"css", "js"}


def test_nothing_is_loaded_from_another_host() -> None:
    """Stylesheet and script name no other host."""
    for asset in shared_assets():
        text = asset.content.decode()
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "https://" not in text
        assert "@import" not in text
        assert "url(" not in text


def test_a_site_has_its_own_dress(tmp_path: Path) -> None:
    """Logo, favicon, stylesheet and accent of a policy become assets of the site."""
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "own.css").write_text("h1 { color: red }", encoding="utf-8")
    site = dressed(
        tmp_path, Site(name="S", logo="logo.svg", favicon="logo.svg", extra_css=("own.css",), accent="#0b57a4")
    )
    files = {asset.path: asset.content for asset in site.assets}
    assert site.logo == site.favicon
    assert files[site.logo or ""] == b"<svg/>"
    assert [files[path] for path in site.extra_css] == [b":root { --er-accent: #0b57a4; }\n", b"h1 { color: red }"]


@pytest.mark.parametrize(
    ("site", "path", "slug"),
    [
        (Site(name="S", logo="gone.svg"), "site.logo", "path-missing"),
        (Site(name="S", favicon="gone.ico"), "site.favicon", "path-missing"),
        (Site(name="S", extra_css=("gone.css",)), "site.extra_css[0]", "path-missing"),
        (Site(name="S", accent="red; } body { display: none"), "site.accent", "wrong-value"),
    ],
)
def test_a_dress_that_cannot_be_worn(tmp_path: Path, site: Site, path: str, slug: str) -> None:
    """A missing file or something that is no colour is an error that names the setting."""
    with pytest.raises(SettingsError) as caught:
        dressed(tmp_path, site)
    assert (caught.value.path, caught.value.slug) == (path, slug)


def test_the_footer_says_which_state_it_shows() -> None:
    """Every page says which commit it shows and what made it."""
    assert footer(fakes.site()) == (
        "State of 22 Nov 2026, commit 8d41c07. Built from git, nothing else.",
        "Made with evalreport 1.0.0.",
    )
    bare = replace(fakes.site(), repository=replace(fakes.site().repository, head=None))
    assert footer(bare)[0].startswith("Not from a commit.")


def test_record_tells_what_the_page_tells() -> None:
    """record.json has outcome, gates with overrides, scores, classes, digests and the tool's version."""
    asset = next(asset for asset in SITE.assets if asset.path == "refund-agent-2.4.0/record.json")
    record = json.loads(asset.content)
    gate = next(gate for gate in record["gates"] if gate["id"] == "no-policy-breach")
    assert (record["outcome"], gate["verdict"], gate["override"]["lifts"]) == ("cleared_by_override", "failed", True)
    assert record["provenance"]["tool"] == "1.0.0"
    assert {one["path"]: one["sha256"] for one in record["provenance"]["inputs"]}
    assert "site_config.yml" not in {one["path"] for one in record["provenance"]["inputs"]}
    assert "dana@example.org" not in asset.content.decode()


def test_record_holds_a_release_as_of_its_closing() -> None:
    """What happened after closing is in releases.json, not in the frozen record."""
    files = {asset.path: json.loads(asset.content) for asset in SITE.assets if asset.path.endswith(".json")}
    assert files["refund-agent-2.5.0/record.json"]["outcome"] == "cleared"
    assert [one["kind"] for one in files["refund-agent-2.5.0/record.json"]["records"]] == ["signoff", "event"]
    now = {one["id"]: one for one in files["releases.json"]["releases"]}
    assert now["refund-agent-2.5.0"]["status"] == "rolled_back"


@pytest.mark.parametrize(
    ("found", "state", "codes"),
    [
        (None, None, []),
        (Verification(), "valid", []),
        (Verification(attribution=(UNSIGNED,)), "unverifiable", ["UNSIGNED"]),
        (
            Verification(content=(CHANGED,), attribution=(UNSIGNED, UNSIGNED)),
            "unverifiable",
            ["EVIDENCE-CHANGED", "UNSIGNED"],
        ),
        (Verification(content=(CHANGED,), changed_after_closing=(CHANGED,)), "valid", []),
    ],
)
def test_record_says_what_re_checking_each_record_found(
    found: Verification | None, state: str | None, codes: list[str]
) -> None:
    """A record has its state and reason codes as of closing; one that was not re-checked has no state."""
    report = fakes.overridden()
    path = report.records.overrides[0].path
    report = replace(report, verified={path: found} if found else {})
    rows = {one["path"]: one for one in json.loads(record_json(report, "1"))["records"]}
    assert (rows[path]["state"], rows[path]["codes"]) == (state, codes)
    assert {one["state"] for one in rows.values() if one["path"] != path} == {None}


def test_an_open_release_tells_every_reason_in_its_record() -> None:
    """While a release is open nothing is later than its closing: all reasons count."""
    report = replace(fakes.awaiting(), records=Records(signoffs=(fakes.signoff(),)))
    found = Verification(content=(CHANGED,), changed_after_closing=(CHANGED,))
    rows = json.loads(record_json(replace(report, verified={fakes.signoff().path: found}), "1"))["records"]
    assert [(one["state"], one["codes"]) for one in rows] == [("stale", ["EVIDENCE-CHANGED"])]


def test_unknown_numbers_are_null() -> None:
    """In record.json nothing unknown is 0."""
    asset = next(asset for asset in SITE.assets if asset.path == "refund-agent-2.6.0/record.json")
    candidate = json.loads(asset.content)["candidate"]
    assert candidate["cost_usd"] is None
    assert candidate["cost_per_success"] is None
    assert candidate["tokens_in"] is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_that_is_none(value: float) -> None:
    """What is no finite number is never written."""
    with pytest.raises(ValueError, match="JSON"):
        dump({"a": value})


def test_two_renderings_are_equal() -> None:
    """The same site renders to the same values, byte by byte."""
    assert render_site(fakes.site()) == SITE
