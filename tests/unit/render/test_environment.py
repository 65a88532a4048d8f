"""Templates: escaping cannot be forgotten, a project's own files win, a fault names its file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from jinja2 import StrictUndefined
from markupsafe import Markup

from evalreport.errors import TemplateError
from evalreport.render.environment import make_environment, mark, packaged_templates, render, state
from evalreport.render.release_pages import render_release
from evalreport.render.site import render_site
from evalreport.render.words import OUTCOMES
from tests import fakes

if TYPE_CHECKING:
    from pathlib import Path

BAD = "<script>alert(1)</script>"


def own(folder: Path, name: str, text: str) -> Path:
    """Write one template of a project and return the project's folder."""
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["page.html.j2", "page.md.j2", "page.txt.j2", "page.j2", "page"])
def test_escaping_does_not_depend_on_the_name(tmp_path: Path, name: str) -> None:
    """Whatever a template is called, data in it is escaped."""
    environment = make_environment(own(tmp_path, name, "<p>{{ text }}</p>") / "templates")
    assert BAD not in render(environment, name, {"text": BAD})


def test_an_attribute_cannot_be_left() -> None:
    """A quote in data stays inside its attribute."""
    environment = make_environment()
    body = environment.from_string('<p title="{{ text }}">x</p>').render(text='" onclick="alert(1)')
    assert 'onclick="' not in body


def test_undefined_names_are_errors() -> None:
    """A name that nobody gives a value stops the build instead of printing nothing."""
    assert make_environment().undefined is StrictUndefined


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\ntwo\n{{ no_such_name }}\n", 3, "no_such_name"),
        ("{{ release.no_such_field }}", 1, "no_such_field"),
        ("\n{% if %}\n", 2, "Expected an expression"),
        ("{% for x in release %}", 1, "endfor"),
        ("\n\n{{ 1 / 0 }}", 3, "division"),
        ("{{ release.headline|nosuchfilter }}", 1, "nosuchfilter"),
    ],
    ids=["name", "field", "syntax", "unclosed", "arithmetic", "filter"],
)
def test_a_fault_in_an_own_template_is_located(tmp_path: Path, text: str, line: int, said: str) -> None:
    """A fault in a project's own partial names that file and its line, whatever the fault is."""
    project = own(tmp_path, "partials/decision.html.j2", text)
    with pytest.raises(TemplateError) as caught:
        render_site(fakes.site(fakes.cleared()), project=project)
    assert caught.value.location is not None
    assert caught.value.location.file == "templates/partials/decision.html.j2"
    assert caught.value.location.line == line
    assert said in caught.value.message
    assert caught.value.slug == "template"


def test_a_missing_partial_is_located(tmp_path: Path) -> None:
    """An include that leads nowhere names what is missing."""
    project = own(tmp_path, "partials/decision.html.j2", '{% include "partials/mine.html.j2" %}')
    with pytest.raises(TemplateError, match=r"partials/mine\.html\.j2"):
        render_site(fakes.site(fakes.cleared()), project=project)


def test_own_partial_changes_the_page(tmp_path: Path) -> None:
    """A project's own partial takes the place of the packaged one, and the rest of the page stays."""
    project = own(tmp_path, "partials/decision.html.j2", "<h1>Ours: {{ release.headline }}</h1>")
    site = render_site(fakes.site(fakes.cleared()), project=project)
    page = next(page for page in site.pages if page.path == "refund-agent-2.4.0/")
    assert "<h1>Ours: 2.4.0 may ship" in page.html
    assert '<h2 id="gates">' in page.html


def test_a_project_without_templates_is_fine(tmp_path: Path) -> None:
    """A project that has no folder of templates gets the packaged ones."""
    assert render_site(fakes.site(fakes.cleared()), project=tmp_path).pages


def test_a_fault_of_our_own_code_is_no_template_error(tmp_path: Path) -> None:
    """An error raised below a template's line, in our code, is not blamed on the template."""

    def broken() -> str:
        message = "our own"
        raise ValueError(message)

    environment = make_environment(own(tmp_path, "page.html.j2", "{{ broken() }}") / "templates")
    with pytest.raises(ValueError, match="our own"):
        render(environment, "page.html.j2", {"broken": broken})


@pytest.mark.parametrize("text", ["a\u202eb", "a\x1bb", "a\u200bb", "\ud800"])
def test_hidden_characters_never_reach_a_page(text: str) -> None:
    """Every value printed by a template has its hidden characters shown."""
    body = make_environment().from_string("{{ text }}").render(text=text)
    assert text not in body
    assert "\\" in body


def test_marks_never_stand_alone() -> None:
    """A state is its mark and its word; the mark itself is silent to screen readers."""
    body = state(OUTCOMES["blocked"])
    assert "Blocked" in body
    assert 'aria-hidden="true"' in body
    assert "#m-failed" in mark("failed", "bad")


def test_words_of_a_state_are_escaped() -> None:
    """A word given in place of a state's own is text."""
    assert "<script>" not in state(OUTCOMES["blocked"], BAD)
    assert isinstance(state(OUTCOMES["blocked"]), Markup)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_mark_is_drawn(outcome: str) -> None:
    """Each outcome has a mark, and the sprite holds it."""
    sprite = (packaged_templates() / "assets" / "marks.svg").read_text(encoding="utf-8")
    found = {name: value.mark for name, value in OUTCOMES.items() if name == outcome}
    assert f'id="m-{found[outcome]}"' in sprite if outcome in found else False


def test_no_template_marks_data_as_safe() -> None:
    """No packaged template switches escaping off, holds a script or a handler, or loads from another host."""
    for path in sorted(packaged_templates().rglob("*.j2")):
        text = path.read_text(encoding="utf-8")
        for forbidden in ("|safe", "| safe", "autoescape", "<script", " onclick", "style=", "//cdn", "src="):
            assert forbidden not in text, (path.name, forbidden)


def test_the_same_report_gives_the_same_bytes() -> None:
    """Two renderings of one report are equal to the byte."""
    one, two = (render_release(fakes.overridden(), tool_version="1") for _ in range(2))
    assert one == two


def test_every_template_is_described() -> None:
    """The table of templates names each file a project may replace, and no file that is not there."""
    folder = packaged_templates()
    told = set(re.findall(r"`((?:partials/)?[a-z_]+\.html\.j2)`", (folder / "README.md").read_text(encoding="utf-8")))
    assert told == {path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")}
