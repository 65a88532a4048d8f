"""The page of errors, from the table of problems."""

from __future__ import annotations

from evalreport.model.problems import PROBLEMS
from tools.reference.markdown import page, prose

INTRODUCTION = """
Every error says where it stands, what is wrong, what to write instead, and ends in a slug that is a heading here:

```text
site_config.yml:14:5: scorecard.task-success.owner: required: name a person from people [required]
```

Errors of all files of a run are shown together, sorted by place. Exit codes are one table for all commands:

| code | means |
|---|---|
| 0 | done, and what was asked holds |
| 1 | no: a release is not cleared, or what was asked does not hold |
| 2 | wrong usage of a command |
| 3 | invalid input: settings, manifest, record or result file |
| 4 | the world failed: disk, lock, git, permissions |
"""


def errors() -> str:
    """A heading a slug, with what it means and how it is mended."""
    blocks = [
        f"## {slug}\n\n{prose(problem.means)}\n\n**What to do:** {prose(problem.mend)}"
        for slug, problem in PROBLEMS.items()
    ]
    return page("Errors", INTRODUCTION, *blocks)
