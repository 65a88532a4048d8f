"""The glossary: every word in one sentence, every state of the reports among them, hover and link in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from evalreport.render.environment import make_environment, packaged_templates
from evalreport.render.glossary import TERMS, term
from evalreport.render.register_pages import register_pages
from evalreport.render.status import statuses
from evalreport.render.words import OUTCOMES, VERDICTS
from tests import fakes

if TYPE_CHECKING:
    from pathlib import Path

USED = re.compile(r'term\("([a-z-]+)"')


@pytest.mark.parametrize("name", [*OUTCOMES, *VERDICTS])
def test_every_answer_is_explained(name: str) -> None:
    """Each outcome and each verdict has its sentence, with its own mark and word."""
    found = TERMS[name.replace("_", "-")]
    assert found.state is not None
    assert found.said.endswith(".")


@pytest.mark.parametrize("template", sorted(packaged_templates().rglob("*.j2")), ids=lambda path: path.name)
def test_templates_name_words_that_are_there(template: Path) -> None:
    """A template explains only words that the glossary has."""
    assert set(USED.findall(template.read_text(encoding="utf-8"))) <= set(TERMS)


def test_a_word_explains_itself_and_leads_to_the_glossary() -> None:
    """A word carries its sentence for the mouse and a link for keys and fingers, both escaped."""
    environment = make_environment()
    written = environment.from_string('{{ term("gate", words) }}').render(root="../", words="<b>")
    assert written.startswith('<a class="er-term" href="../latest/glossary/#gate" title="A rule ')
    assert "&lt;b&gt;</a>" in written
    assert term is environment.globals["term"]


def test_a_word_that_is_not_there_is_an_error() -> None:
    """A template that asks for an unknown word fails instead of leaving a gap."""
    with pytest.raises(KeyError, match="no-such-word"):
        make_environment().from_string('{{ term("no-such-word") }}').render(root="")


def test_every_word_has_its_place_on_the_page() -> None:
    """The glossary page holds each word once, under an anchor of its own."""
    report = fakes.site()
    pages = {page.path: page for page in register_pages(make_environment(), report, statuses(report.releases))}
    body = pages["latest/glossary/"].html
    assert all(body.count(f'<div id="{name}">') == 1 for name in TERMS)
