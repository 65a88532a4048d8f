"""The page of commands, from the command line itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evalreport.cli.main import evalreport
from tools.reference.markdown import code, fenced, page, prose, table

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """
`evalreport COMMAND --help` says the same in the terminal. Exit codes are the same for all commands:
[0 done, 1 no, 2 wrong usage, 3 invalid input, 4 the world failed](errors.md).
"""


def command_names() -> list[str]:
    """Every command the command line knows, sorted; commands of a group by both names ("live check")."""
    return sorted(_names(evalreport, click.Context(evalreport, info_name="evalreport"), ""))


def _names(group: click.Group, context: click.Context, before: str) -> Iterator[str]:
    for name in group.list_commands(context):
        yield before + name
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _names(command, click.Context(command, info_name=name, parent=context), f"{before}{name} ")


def commands() -> str:
    """A heading a command: usage, help, arguments and options."""
    parent = click.Context(evalreport, info_name="evalreport")
    return page(
        "Commands", INTRODUCTION, _options(evalreport, parent), *(_command(name, parent) for name in command_names())
    )


def _command(name: str, parent: click.Context) -> str:
    command, context = _found(name, parent)
    usage = fenced(" ".join([context.command_path, *command.collect_usage_pieces(context)]))
    return "\n\n".join(
        filter(None, [f"## evalreport {name}", prose(command.help or ""), usage, _options(command, context)])
    )


def _found(name: str, parent: click.Context) -> tuple[click.Command, click.Context]:
    """Return a command and its context; its name may be that of a group and of a command in it."""
    group: click.Command = evalreport
    context = parent
    for part in name.split():
        command = group.get_command(context, part) if isinstance(group, click.Group) else None
        if command is None:
            raise LookupError(f"the command line lists {name} and does not know it")
        group, context = command, click.Context(command, info_name=part, parent=context)
    return group, context


def silent_options() -> list[str]:
    """The options of any command that do not say what they do."""
    parent = click.Context(evalreport, info_name="evalreport")
    options = [(name, option) for name in command_names() for option in _of(_found(name, parent)[0])]
    return [f"{name} {option.opts[-1]}" for name, option in options if not option.help]


def _options(command: click.Command, context: click.Context) -> str:
    records = filter(None, (option.get_help_record(context) for option in _of(command)))
    return table(("option", "what it does"), [(code(name), prose(text)) for name, text in records])


def _of(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]
