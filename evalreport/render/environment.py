"""The Jinja2 environment: escaping always on, undefined names are errors, a project's own templates come first."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from evalreport.errors import TemplateError
from evalreport.model.location import Location
from evalreport.render import figures, prose
from evalreport.render.glossary import term
from evalreport.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.render.words import State

# Frames of templates carry the template's file name, frames of our own code end in .py.
TEMPLATE_NAME = re.compile(r"\.j2$")


def packaged_templates() -> Path:
    """Return the folder of the templates that ship: inside the package in a wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def make_environment(project_templates: Path | None = None) -> Environment:
    """Build the environment; ``project_templates`` is the project's own folder, whose files win by name."""
    # By name and file by file: a project overrides the partial it cares about and keeps getting the others' updates.
    folders = [packaged_templates()]
    if project_templates is not None and project_templates.is_dir():
        folders.insert(0, project_templates)
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        # Not select_autoescape: that leaves names such as page.md.j2 unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        # The one door every printed value passes, so that no template can forget it.
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose.inline, paragraphs=prose.paragraphs)
    environment.globals.update(
        mark=mark, state=state, link=prose.link, term=term, NOT_MEASURED=figures.NOT_MEASURED, sprite=_sprite()
    )
    return environment


def _shown(value: object) -> object:
    """Make hidden characters of plain text visible; what is markup already has done so itself."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sprite() -> Markup:
    # A file of the package, not of the data: the one text that is trusted as it is.
    return Markup((packaged_templates() / "assets" / "marks.svg").read_text(encoding="utf-8"))  # noqa: S704 - own file


def mark(name: str, tone: str) -> Markup:
    """Draw one mark of the sprite; the word beside it is the caller's."""
    return Markup('<svg class="er-mark t-{}" aria-hidden="true"><use href="#m-{}"/></svg>').format(tone, name)


def state(value: State, word: str | None = None) -> Markup:
    """Draw mark and word together, always; ``word`` replaces the state's own."""
    return Markup('<span class="er-state t-{}">{}<span>{}</span></span>').format(
        value.tone, mark(value.mark, value.tone), visible(word or value.word)
    )


def render(environment: Environment, template: str, values: Mapping[str, object]) -> str:
    """Render one template; a fault in it becomes a TemplateError with its file and line."""
    try:
        return environment.get_template(template).render(**values)
    except TemplateSyntaxError as error:
        place = Location(file=f"templates/{error.name or template}", line=error.lineno)
        raise TemplateError(str(error.message), slug="template", location=place) from error
    except TemplateNotFound as error:
        message = f"there is no template {error.name}"
        place = Location(file=f"templates/{template}")
        raise TemplateError(message, slug="template", location=place) from error
    except (JinjaError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        fault = _place(error, template)
        if fault is None:
            raise
        raise TemplateError(f"{type(error).__name__}: {error}", slug="template", location=fault) from error


def _place(error: Exception, template: str) -> Location | None:
    """Return the innermost template line of an error, None where the fault lies in the tool's own code.

    Jinja2 rewrites tracebacks so that frames of templates carry the template's file and line.
    """
    frames = traceback.extract_tb(error.__traceback__)
    found = [frame for frame in frames if TEMPLATE_NAME.search(frame.filename)]
    if not found:
        return Location(file=f"templates/{template}") if isinstance(error, JinjaError) else None
    # A fault raised by Python below a template's line is the tool's own, unless the template's line is the last frame.
    if not isinstance(error, JinjaError) and frames[-1] is not found[-1]:
        return None
    folder = Path(found[-1].filename).parts
    name = "/".join(folder[len(folder) - folder[::-1].index("templates") :]) if "templates" in folder else template
    return Location(file=f"templates/{name}", line=found[-1].lineno)
