"""Every error slug the tool can print, with what it means and how to mend it.

The reference page of errors is generated from this table, and a test fails when code raises a slug that is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """What a slug means and how it is mended."""

    means: str
    mend: str


PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        # --- YAML as text -------------------------------------------------------------------------------------
        "yaml-syntax": Problem(
            "The file is not YAML.", "Quote text that begins with > @ ` % or holds ': '; indent with spaces, not tabs."
        ),
        "yaml-duplicate-key": Problem(
            "A key stands twice in one mapping; parsers would keep the last in silence.", "Remove one of the two lines."
        ),
        "yaml-alias": Problem(
            "Anchors and aliases are refused: they can blow up to any size.", "Write the value out where it is used."
        ),
        "yaml-tag": Problem(
            "A tag such as !!python/… or !ENV asks the parser to build something.",
            "Write plain text, numbers, lists and mappings.",
        ),
        "yaml-documents": Problem(
            "More than one document stands in the file.", "Keep one document a file; remove the line ---."
        ),
        "yaml-empty": Problem(
            "The file holds no document.", "Write the required fields; `evalreport new` scaffolds them."
        ),
        "yaml-depth": Problem("The document nests deeper than 64 levels.", "Flatten it."),
        "yaml-size": Problem(
            "The document is larger than 256 KB or holds more than 100,000 keys.", "Move data into result files."
        ),
        "encoding": Problem("The file is not UTF-8.", "Save it as UTF-8."),
        "control-character": Problem("The text holds a NUL or another control character.", "Remove it."),
        # --- documents ----------------------------------------------------------------------------------------
        "required": Problem("A required field is missing.", "Add the field named in the message."),
        "unknown-field": Problem(
            "No such field exists; a typo could switch a rule off.", "Use the field the message proposes, or remove it."
        ),
        "wrong-type": Problem(
            "The value has another type than the field asks for.", "Write the value as the message shows."
        ),
        "wrong-value": Problem("The value is outside what the field allows.", "Use one of the values named."),
        "number": Problem("The number is not finite, not a number, or too long.", "Write a plain decimal number."),
        "date": Problem("The date does not exist or has another form.", "Write YYYY-MM-DD."),
        "date-zone": Problem("The time has no zone; an audit time needs one.", "Append Z or an offset such as +02:00."),
        "id": Problem(
            "The id cannot serve as a folder and an address.",
            "Use letters, digits, dot, underscore, plus and minus, at most 80, beginning with a letter or digit.",
        ),
        "id-reserved": Problem("The id is a name the site itself uses.", "Choose another id."),
        "id-twin": Problem("Two ids differ in case only and would share one folder on some systems.", "Rename one."),
        "folder-mismatch": Problem(
            "The folder and the id inside the file differ.", "Rename the folder or the id so that both are the same."
        ),
        "unknown-person": Problem(
            "The person is not in `people`.", "Add the person to people in site_config.yml or name one who is there."
        ),
        "unknown-decision": Problem(
            "The decision is not in `decisions`.", "Add it to site_config.yml or name one that is there."
        ),
        "unknown-gate": Problem("The gate is not in `gates`.", "Add it or name one that is there."),
        "unknown-score": Problem("The score is not in `scorecard`.", "Add it or name one that is there."),
        "unknown-class": Problem("The failure class is not in `failure_classes`.", "Add it or name one that is there."),
        "unknown-role": Problem(
            "Nobody in `people` has the role.", "Give the role to somebody, or name one that somebody has."
        ),
        "unknown-grader": Problem("The grader is not in `graders`.", "Add it or name one that is there."),
        "unknown-release": Problem("No release has that id.", "Name a release that exists under releases/."),
        "baseline-cycle": Problem(
            "The release is its own baseline, directly or through others.", "Point baseline at an earlier release."
        ),
        "requires": Problem(
            "The configuration asks for another version of evalreport.",
            "Install a version inside the range, or follow the migration notes and widen it.",
        ),
        "config-version": Problem("The version of the configuration is not known here.", "Write version: 1."),
        "config-missing": Problem(
            "There is no site_config.yml here.", "Run `evalreport init`, or go to the folder that has one."
        ),
        "gate-form": Problem(
            "The gate says nothing to check, or two things at once.",
            "Give it exactly one form, as the page of gates shows.",
        ),
        "rollback-form": Problem(
            "The rollback rule has no limit, several, or fields that do not belong to its form.",
            "Give it one of below, above, at_most and max_rate, and what that form needs.",
        ),
        "price": Problem(
            "Two prices of one model hold on the same day, or a price ends before it begins.",
            "End the earlier price with until: on the day before the later one begins.",
        ),
        "sampling": Problem(
            "What is said of the sampling does not fit its kind, or the shares do not add up to 1.",
            "Name the kind, what it needs, and every stratum with its share of the traffic.",
        ),
        "secret-in-config": Problem(
            "An address in the configuration holds a password or a key.",
            "Take it out, change it where it is used, and name an environment variable with secret:.",
        ),
        "window-header": Problem(
            "The first line of a live window's file is no header of a window.",
            'Write it as the guide shows: {"window": {"version": 1, "from": ..., "to": ...}}.',
        ),
        # --- paths --------------------------------------------------------------------------------------------
        "path-absolute": Problem(
            "The path is absolute or begins with ~.", "Write a path relative to the file that names it."
        ),
        "path-outside": Problem("The path leaves the project.", "Keep evidence inside the repository."),
        "path-url": Problem("The path is an address on the network.", "Commit the file and name its path."),
        "path-option": Problem("The path begins with '-' and could be read as an option.", "Rename the file."),
        "path-git": Problem("The path points into .git.", "Name a file of the work tree."),
        "path-form": Problem(
            "The path holds a backslash, a drive, a control character or a pathspec.", "Write plain names joined by /."
        ),
        "path-missing": Problem("There is no such file.", "Correct the path or add the file."),
        "path-not-file": Problem(
            "The path is not a regular file.", "Name a file; folders and globs are allowed for results only."
        ),
        "path-link": Problem("The path is a symbolic link that leaves the project.", "Commit the file itself."),
        # --- result files -------------------------------------------------------------------------------------
        "format-unknown": Problem("No reader recognises the file.", "Say `format:`; tables need a column map."),
        "format-ambiguous": Problem("More than one reader claims the file.", "Say which with `format:`."),
        "format-missing": Problem(
            "No reader of that name is installed.", "Use one of the formats named, or install the plugin."
        ),
        "lfs-pointer": Problem(
            "The file is a Git LFS pointer, not the data.", "Run `git lfs pull`; in CI check out with lfs: true."
        ),
        "conflict-markers": Problem("The file holds merge conflict markers.", "Resolve the merge."),
        "html-page": Problem("The file is an HTML page, perhaps of a login.", "Download the data again."),
        "compressed": Problem("The file is compressed and this format is read uncompressed.", "Decompress it."),
        "json-syntax": Problem("The file is not JSON.", "Repair it at the line and column named, or write it again."),
        "json-duplicate-key": Problem("A key stands twice in one JSON object.", "Remove one."),
        "json-depth": Problem("The JSON nests deeper than 64 levels.", "Flatten it."),
        "xml-syntax": Problem("The file is not well-formed XML.", "Write it again; a test run may have been killed."),
        "xml-entities": Problem("The XML declares a DTD or entities, which are refused.", "Remove the declaration."),
        "zip-damaged": Problem("The archive is damaged or cut short.", "Write the log again."),
        "zip-bomb": Problem("The archive unpacks to far more than it holds.", "Check where the file comes from."),
        "zip-name": Problem("A member of the archive has a name that leaves it.", "Check where the file comes from."),
        "result-size": Problem(
            "The file is larger than the limit for its format.", "Use a streamed format such as JSON Lines."
        ),
        "result-value": Problem(
            "A value in the result file has the wrong type or is no finite number.", "Correct the row named."
        ),
        "result-empty": Problem("The file holds no case.", "Run the suite; 0 of 0 never passes a gate."),
        "result-column": Problem("A column the map names is not in the file.", "Use one of the columns found."),
        "result-choice": Problem(
            "The file holds several runs or scores and none was chosen.", "Choose with `variant:` or `of:`."
        ),
        "case-duplicate": Problem(
            "Two rows have the same suite, case, epoch and score.",
            "Give each run of a case its own epoch, or remove one.",
        ),
        "digest-mismatch": Problem(
            "The file's SHA-256 is not the one declared.", "Restore the file, or declare the new digest."
        ),
        # --- templates, world ---------------------------------------------------------------------------------
        "template": Problem("A template failed.", "Correct the line named; `evalreport serve` shows it live."),
        "git": Problem("Git answered with an error.", "Read git's own words in the message."),
        "git-shallow": Problem(
            "History is cut off here, and a record must be attributed.",
            "Fetch it: git fetch --unshallow; in CI fetch-depth: 0.",
        ),
        "lock": Problem("Another build is writing this site.", "Wait for it, or stop the process named."),
        "disk": Problem("The disk refused.", "Free space or correct permissions; the old site is untouched."),
        "site-folder": Problem(
            "The folder to build into holds something that is no site of ours, and a build replaces it.",
            "Choose another folder, or empty this one yourself.",
        ),
        "docs-page": Problem(
            "A hand-written page has a broken link, or would load something from another host.",
            "Correct the link; commit images and scripts beside the page.",
        ),
        "port": Problem("The port of the preview is taken.", "Choose another with --port, or 0 for any that is free."),
        "page-count": Problem(
            "The built site lacks something that was handed in.", "Report it: this is a defect of evalreport."
        ),
        "secret": Problem(
            "Text to be published looks like a credential.",
            "Remove it from the source, or redact it with publish.redact.",
        ),
        "review": Problem(
            "A review file, or what is asked of one, cannot be.",
            "Fill in failure_class, severity and reviewer as the message says.",
        ),
        "query": Problem("A query gives no live window.", "Write one SELECT whose columns are the fields of a run."),
        "query-time": Problem("The query took too long.", "Ask for less, or raise --limit."),
        "connection": Problem(
            "A database cannot be asked.", "Correct the connection in site_config.yml, or set its secret's variable."
        ),
        "exists": Problem("The file exists already.", "Choose another name; records are never overwritten."),
        "closed": Problem(
            "The release is closed already.", "Write an event instead; a closed release keeps its record."
        ),
        "uncommitted": Problem(
            "A file that a record would bind differs from what git holds.", "Commit the file first."
        ),
        "ledger": Problem(
            "A line of the ledger of publications cannot be read.",
            "Take ledger.jsonl as it stands on the published branch.",
        ),
        "record-invalid": Problem("A record lacks what it needs.", "Complete the field named."),
        "usage": Problem("The command was called in a way it does not know.", "See --help."),
    }
)
