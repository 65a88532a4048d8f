"""Evidence-backed release reports of AI systems.

The library side, for notebooks and scripts: ``evalreport.read(FILE).to_pandas()``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.readers.frame import ReadResults, read

__version__ = "1.0.0"
__all__ = ["ReadResults", "__version__", "read"]


def __getattr__(name: str) -> object:
    """Import the readers when they are first asked for: `evalreport --help` has no need of them."""
    if name not in {"ReadResults", "read"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from evalreport.readers import frame

    return getattr(frame, name)
