"""The versions of the agent: each a set of abilities, so that a release is a small readable change."""

from __future__ import annotations

from dataclasses import dataclass, replace

USUAL_IDS = (r"\b[Aa](\d{5})\b", r"\bA-(\d{5})\b", r"#(\d{5})\b")
SPACED_ID = r"\bA (\d{2}) (\d{3})\b"

FIRST_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("question", ("can i exchange", "how does an exchange")),
    ("charged_twice", ("charged twice", "two charges")),
    ("damaged", ("broken", "damaged", "stopped working")),
    ("not_arrived", ("never arrived", "has not arrived")),
    ("changed_mind", ("changed my mind", "want to return", "no longer want")),
)
"""What each intent sounds like; the first that matches counts."""

MORE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *FIRST_WORDS,
    ("damaged", ("burning smell",)),
)

SMALL_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *MORE_WORDS,
    ("question", ("swap",)),
    ("charged_twice", ("double",)),
)

NEW_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gift_card", ("gift card", "voucher")),
    ("address", ("new address", "moved house")),
    ("partial", ("of the two",)),
)
"""Kinds of ticket that customers sent and the suite did not have. They come first: "broken" is in many texts."""

MOST_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *SMALL_WORDS,
    ("changed_mind", ("not what i expected",)),
    ("not_arrived", ("tracking", "in the post")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the agent.

    `misread_share` and `extra_search_share` are the chances (0 to 1) that a sampling route loses the
    thread or searches the help texts without need; the large route samples nothing. `reads_copy`: orders are looked
    up in a copy made when the version shipped, not where the shop keeps them.
    """

    name: str
    route: str = "large"
    id_patterns: tuple[str, ...] = USUAL_IDS
    words: tuple[tuple[str, tuple[str, ...]], ...] = FIRST_WORDS
    knows_digital: bool = False
    refunds_every_charge: bool = False
    careful_search: bool = False
    trusts_claims: bool = False
    retries_lookup: bool = False
    write_enabled: bool = False
    checks_before_retry: bool = False
    reads_copy: bool = False
    misread_share: float = 0.0
    extra_search_share: float = 0.0

    @property
    def model(self) -> str:
        """The model name that Inspect records: route and version."""
        return f"scripted/{self.route}-{self.name}"


_FIRST = Version(name="1.0.0", refunds_every_charge=True)
_BETTER = replace(
    _FIRST,
    name="1.1.0",
    words=MORE_WORDS,
    knows_digital=True,
    refunds_every_charge=False,
    careful_search=True,
    retries_lookup=True,
)
_TRUSTING = replace(
    _BETTER,
    name="1.2.0",
    id_patterns=(*USUAL_IDS, SPACED_ID),
    words=MOST_WORDS,
    trusts_claims=True,
)
_SMALL = replace(
    _BETTER,
    name="1.3.0",
    route="small",
    words=SMALL_WORDS,
    misread_share=0.02,
    extra_search_share=0.22,
)
_WRITING = replace(_SMALL, name="1.4.0", write_enabled=True)
_WRITING_WHOLE = replace(_WRITING, name="1.4.1", words=MOST_WORDS)
_CHECKING = replace(
    _WRITING_WHOLE,
    name="1.5.0",
    id_patterns=(*USUAL_IDS, SPACED_ID),
    checks_before_retry=True,
    extra_search_share=0.04,
)
_COPYING = replace(_CHECKING, name="1.6.0", reads_copy=True, misread_share=0.01, extra_search_share=0.02)
_LEARNED = replace(_COPYING, name="1.7.0", reads_copy=False, words=(*NEW_WORDS, *MOST_WORDS))
_LEARNED_MORE = replace(
    _LEARNED,
    name="1.8.0",
    words=(("partial", ("half of the pair",)), *NEW_WORDS, *MOST_WORDS),
)

VERSIONS: dict[str, Version] = {
    version.name: version
    for version in (
        *(_FIRST, _BETTER, _TRUSTING, _SMALL),
        *(_WRITING, _WRITING_WHOLE, _CHECKING),
        *(_COPYING, _LEARNED, _LEARNED_MORE),
    )
}
"""Every version by its name."""


def version_of_model(model: str) -> Version:
    """Find the version behind a model name such as `small-1.3.0`; raises KeyError for an unknown one."""
    return VERSIONS[model.rsplit("-", 1)[-1]]
