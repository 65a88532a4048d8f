"""The feed of decisions: valid Atom that a reader can subscribe to, with nothing of its text becoming markup."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from evalreport.exports.feed import MOST, feed
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.report import SiteReport

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HOSTILE = "</summary><script>alert(1)</script> ]]> & \u202egnp.exe \x1b[31m \ud800 \x00"


def read(report: SiteReport) -> ET.Element:
    """The feed, parsed."""
    return ET.fromstring(feed(report))  # noqa: S314 - written by us a moment ago


def test_the_feed_has_what_atom_asks_for() -> None:
    """Feed and entries have one id, title and moment each (RFC 4287, 4.1); ids are IRIs and no two are the same."""
    root = read(fakes.site())
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert element.findtext(f"{ATOM}author/{ATOM}name")
        assert element.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [element.findtext(f"{ATOM}id") or "" for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)


def test_decisions_of_people_are_entries() -> None:
    """Each release, override and rollback is an entry, newest first."""
    root = read(fakes.site())
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in root.findall(f"{ATOM}entry")]
    assert any("override of the gate" in title for title in titles)
    assert any("rolled back to" in title for title in titles)
    assert {one.id for one in fakes.site().releases} <= {title.partition(":")[0] for title in titles}
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in root.findall(f"{ATOM}entry")]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(("url", "link", "own"), [("https://example.org/r", "https://example.org/r/", 1), ("", "", 0)])
def test_links_are_absolute_only_with_an_address(url: str, link: str, own: int) -> None:
    """With the site's address links begin with it and the feed names itself; without they are relative."""
    site = fakes.site()
    known = replace(site, policy=replace(site.policy, site=replace(site.policy.site, url=url)))
    root = read(known)
    places = [one.get("href") or "" for one in root.iter(f"{ATOM}link")]
    assert all(place.startswith(link) for place in places)
    assert len(root.findall(f"{ATOM}link[@rel='self']")) == own


def test_text_stays_text() -> None:
    """Markup, control characters and lone surrogates of a summary are shown as text in a feed that still parses."""
    report = fakes.cleared()
    hostile = replace(report, release=replace(report.release, summary=HOSTILE), headline=HOSTILE)
    root = read(fakes.site(hostile))
    summary = root.findtext(f"{ATOM}entry/{ATOM}summary") or ""
    assert "<script>alert(1)</script>" in summary
    assert "\\u202e" in summary
    assert root.find(".//script") is None


def test_ids_stay() -> None:
    """What an entry is called does not change with its words: a reader does not show it twice."""
    report = fakes.cleared()
    later = replace(report, headline="Said in other words.")
    first, second = (read(fakes.site(one)).findtext(f"{ATOM}entry/{ATOM}id") for one in (report, later))
    assert first == second


def test_a_long_history_is_bounded() -> None:
    """A feed holds the newest fifty decisions, however many there are."""
    report = fakes.cleared()
    many = [replace(report, release=replace(report.release, id=f"agent-{number}")) for number in range(MOST + 9)]
    assert len(read(fakes.site(*many)).findall(f"{ATOM}entry")) == MOST


def test_an_empty_site_has_a_feed() -> None:
    """Before the first release the feed is valid and empty."""
    root = read(replace(fakes.site(), releases=()))
    assert root.findall(f"{ATOM}entry") == []
    assert MOMENT.fullmatch(root.findtext(f"{ATOM}updated") or "")
