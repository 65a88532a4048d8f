"""Plain values to YAML that our own strict reader takes: no anchors, text that stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

# Long reasons are folded, so that a diff of a record shows what changed.
WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """Writes repeated values out; anchors are refused on reading."""

    def ignore_aliases(self, _data: object) -> bool:
        """Never use an alias."""
        return True


def dump(document: Mapping[str, object]) -> str:
    """Write a document, keys in their order; text that could be read as something else is quoted."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
