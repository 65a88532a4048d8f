"""What commands share: finding the project, reading times, the table of commands."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click
import pytest

from evalreport.cli.main import COMMANDS, evalreport
from evalreport.cli.project import as_moment, now, project_root
from evalreport.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def context(project: str | None) -> click.Context:
    """The context of a command, with the folder that -C gave."""
    return click.Context(evalreport, obj={"project": project, "debug": False})


@pytest.mark.parametrize("below", ["", "releases", "releases/r1/results"])
def test_the_project_is_the_nearest_folder_with_a_policy(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From any folder below, the project is found above."""
    (tmp_path / "site_config.yml").touch()
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / below)
    assert project_root(context(None)) == tmp_path


def test_a_folder_given_is_not_searched_above(tmp_path: Path) -> None:
    """-C names the project itself; its parents are not it."""
    (tmp_path / "site_config.yml").touch()
    (tmp_path / "below").mkdir()
    assert project_root(context(str(tmp_path))) == tmp_path
    with pytest.raises(SettingsError) as caught:
        project_root(context(str(tmp_path / "below")))
    assert caught.value.slug == "config-missing"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, None),
        ("2026-11-20T13:55:00Z", "2026-11-20T13:55:00Z"),
        ("2026-11-20t13:55:00z", "2026-11-20T13:55:00Z"),
        ("2026-11-20T13:55:00+02:00", "2026-11-20T11:55:00Z"),
        ("2026-11-20", "2026-11-20T00:00:00Z"),
    ],
)
def test_times_are_read_in_utc(given: str | None, read: str | None) -> None:
    """A time with a zone, or a whole day."""
    assert as_moment(context(None), click.Option(["--at"]), given) == read


@pytest.mark.parametrize(
    "given", ["", "soon", "2026-11-20T13:55:00", "2026-02-30", "0001-01-01T00:00:00+23:59", "20:00Z"]
)
def test_what_is_no_time_is_wrong_usage(given: str) -> None:
    """Without a zone, or off the calendar, nothing is guessed."""
    with pytest.raises(click.BadParameter, match="is no time with a zone"):
        as_moment(context(None), click.Option(["--at"]), given)


@pytest.mark.parametrize(("epoch", "time"), [("0", "1970-01-01T00:00:00Z"), ("1790000000", "2026-09-21T14:13:20Z")])
def test_the_clock_can_be_given(epoch: str, time: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH, 0 included, is the time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert now() == time


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_table_of_commands_is_the_commands(name: str) -> None:
    """Each entry leads to a command of that name whose own help begins alike in kind: a sentence with a full stop."""
    command = importlib.import_module(f"evalreport.cli.{COMMANDS[name].module}").command
    assert command.name == name
    assert COMMANDS[name].help.endswith(".")
    assert command.help
