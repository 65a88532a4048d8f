"""The command line: a table of commands, each loaded when it is called, and one place where errors end."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from evalreport import __version__
from evalreport.errors import CollectedError, EvalReportError
from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERYDAY = "Everyday"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its module below ``evalreport.cli``, the heading it stands under, one line of help."""

    module: str
    heading: str
    help: str


COMMANDS: dict[str, Entry] = {
    "init": Entry("init", EVERYDAY, "Write a working repository: policy, schemas, releases/."),
    "new": Entry("new", EVERYDAY, "Scaffold a release from result files."),
    "check": Entry("check", EVERYDAY, "Can it ship? Judge the gates; exit 0 when cleared."),
    "build": Entry("build", EVERYDAY, "Check everything and build the site."),
    "serve": Entry("serve", EVERYDAY, "Build, show at localhost, rebuild while files change."),
    "results": Entry("results", "For release owners", "Say what result files hold, without any configuration."),
    "compare": Entry("compare", "For release owners", "Diff two result files case by case, without any configuration."),
    "sign": Entry("sign", "For release owners", "Approve or reject a release, bound to what git holds."),
    "override": Entry("override", "For release owners", "Let a release ship despite a gate, on evidence, for a time."),
    "rollback": Entry("rollback", "For release owners", "Record that customers were moved back."),
    "live": Entry("live", "For release owners", "Evaluate rollback rules; exit 1 when one fires and nobody acted."),
    "curate": Entry("curate", "For release owners", "Draw live runs to review; make cases of what people found."),
    "close": Entry("close", "For release owners", "Close a release: record outcome, figures and policy for good."),
    "audit": Entry("audit", "For auditors", "Every decision with its state and reasons: text, JSON or CSV."),
    "verify": Entry("verify", "For auditors", "Re-check records against git; exit 1 on any state but valid."),
    "plan": Entry("plan", "For policy owners", "Say what each gate can show with as many cases as there are."),
    "schema": Entry("schema", "For policy owners", "Print the JSON Schema of a file people write."),
}


class CommandTable(click.Group):
    """Loads a command's module only when it is asked for, so that --help and check stay fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and return its ``command``."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        # Loading all of them takes ten times as long as showing help.
        command = importlib.import_module(f"evalreport.cli.{entry.module}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their readers' headings without loading them."""
        for heading in dict.fromkeys(entry.heading for entry in COMMANDS.values()):
            with formatter.section(heading):
                formatter.write_dl([(n, entry.help) for n, entry in COMMANDS.items() if entry.heading == heading])


@click.command(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="evalreport")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "-C",
    "--project",
    type=click.Path(file_okay=False),
    default=None,
    help="The folder of site_config.yml (default: this folder or the nearest above that has one).",
)
@click.pass_context
def evalreport(ctx: click.Context, *, debug: bool, project: str | None) -> None:
    """Evidence-backed release reports of AI systems.

    Exit codes: 0 done and what was asked holds, 1 no, 2 wrong usage, 3 invalid input, 4 the world failed.
    """
    ctx.obj = {"debug": debug, "project": project}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        evalreport.main(args=given, prog_name="evalreport")
    except EvalReportError as error:
        if "--debug" in given:
            traceback.print_exception(error)
        click.echo(_shown(error), err=True)
        sys.exit(error.worst if isinstance(error, CollectedError) else error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe went away (| head); Python must not complain about it again at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _shown(error: EvalReportError) -> str:
    return "\n".join(visible(line) for line in str(error).split("\n"))
