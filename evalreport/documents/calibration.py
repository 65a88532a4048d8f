"""The calibration files that a policy names, read from the project."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.paths import resolve
from evalreport.model.bundle import InputFile
from evalreport.model.grading import Calibration
from evalreport.readers.labels import read_labels
from evalreport.readers.loading import FileSource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from evalreport.errors import ErrorCollector
    from evalreport.model.bundle import Origin
    from evalreport.model.policy import Policy

CALIBRATION = "calibration"


def load_calibrations(root: Path, policy: Policy, errors: ErrorCollector) -> dict[str, Calibration]:
    """Read people's labels of every grader of the policy that names a file; errors are added to ``errors``."""
    found: dict[str, Calibration] = {}
    for grader in policy.graders.values():
        with errors:
            if grader.calibration is not None:
                path = resolve(root, PurePosixPath(), grader.calibration, location=grader.location).path
                source = FileSource(root / path, path.as_posix())
                labels, unread = read_labels(source, grader.columns)
                found[grader.id] = Calibration(
                    grader=grader.id,
                    path=path.as_posix(),
                    sha256=source.digest().sha256,
                    size=source.size,
                    labels=labels,
                    unread=unread,
                )
    return found


def calibration_inputs(
    calibrations: Mapping[str, Calibration], origin: Callable[[PurePosixPath], Origin]
) -> tuple[InputFile, ...]:
    """List the calibration files as what a release rests on."""
    return tuple(
        InputFile(
            path=one.path,
            sha256=one.sha256,
            size=one.size,
            kind=CALIBRATION,
            rows=len(one.labels),
            unread=len(one.unread),
            origin=origin(PurePosixPath(one.path)),
        )
        for one in calibrations.values()
    )
