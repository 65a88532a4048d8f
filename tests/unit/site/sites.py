"""Small rendered sites for the tests of the engine: no template and no pipeline is needed to try it."""

from __future__ import annotations

from evalreport.model.page import Asset, Heading, Page, RenderedSite, SearchEntry

STYLE = b":root{--er-ink:#16191d}\n"
SCRIPT = b"document.documentElement.dataset.er='ready'\n"


def release_pages(release: str, summary: str) -> list[Page]:
    """The page of a release and its list of cases."""
    return [
        Page(
            path=f"{release}/",
            title=release,
            description=summary,
            html=f'<h1>Release {release}</h1><p>{summary}</p><h2 id="gates">Gates</h2><p>no-breach</p>',
            contents=(Heading(level=2, anchor="gates", title="Gates"),),
            search=(
                SearchEntry(anchor="", title=release, text=summary),
                SearchEntry(anchor="gates", title="Gates", text="no-breach passed"),
            ),
            hide=("navigation",),
        ),
        Page(
            path=f"{release}/cases/",
            title=f"Cases of {release}",
            html="<h1>Cases</h1><p>refund-0117</p>",
            search=(SearchEntry(anchor="", title="Cases", text="refund-0117"),),
        ),
    ]


def small_site(
    *, url: str = "https://example.org/releases/", name: str = "Agent releases", releases: int = 2
) -> RenderedSite:
    """A site of a history, a register and some releases, newest first, each with a summary of its own."""
    ids = [f"agent-{number}.0" for number in range(releases, 0, -1)]
    pages = [
        Page(
            path="latest/",
            title="History",
            html="<h1>History</h1>" + "".join(f'<p><a href="../{one}/">{one}</a></p>' for one in ids),
            search=(SearchEntry(anchor="", title="History", text="All releases"),),
            hide=("navigation", "toc"),
        ),
        Page(path="latest/scores/", title="Scores", html="<h1>Scores</h1>"),
    ]
    for release in ids:
        pages += release_pages(release, f"Prompt number {release} asks before it cancels.")
    return RenderedSite(
        name=name,
        url=url,
        language="en",
        pages=tuple(pages),
        assets=(
            Asset(path="er/evalreport.12345678.css", content=STYLE),
            Asset(path="er/evalreport.12345678.js", content=SCRIPT),
            Asset(path="releases.json", content=b"{}\n"),
            *(Asset(path=f"{release}/record.json", content=b"{}\n") for release in ids),
        ),
        versions=tuple((release, release, False) for release in ids),
        navigation=(("History", "latest/"), ("Scores", "latest/scores/")),
        expected=tuple((f"{release}/", (release, "no-breach")) for release in ids),
        footer=("Built from git, nothing else.",),
    )
