"""Secrets by the form their vendors give them: no guessing by randomness, which would find every commit id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalreport.disclosure.checks import is_mixed, is_value

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of secret is written.

    ``begin`` is what the text must contain literally: finding it is fast, and the rest is looked at only there.
    ``rest`` is the pattern behind it. Where a group is in it, that is the secret's value and the rest is its frame.
    ``folded`` forms are looked for in lower case. ``inside`` forms may stand in the middle of a word.
    """

    kind: str
    begin: str
    rest: str
    folded: bool = False
    inside: bool = False
    real: Callable[[str], bool] = field(default=lambda _: True)


# A key stands alone, or behind an escape of JSON (\n, \u003d) or of an address (%3D), whose letters are no part of it.
BORDER = r"(?:(?<![A-Za-z0-9]{begin})|(?<=\\[nrtbf]{begin})|(?<=%[0-9A-F]{{2}}{begin})|(?<=\\u[0-9A-Fa-f]{{4}}{begin}))"
# A quotation mark as text, JSON, JSON inside JSON, or HTML writes it.
QUOTE = r"(?:\\{0,3}(?:[\"'`]|&(?:#34|#39|#x27|quot);))"
# A name and its value: name = value, name: value, "name": "value", <b>name</b>: value is beyond it.
ASSIGNED = rf"{QUOTE}?\s{{0,3}}(?:=>|[:=])\s{{0,3}}{QUOTE}?"
VALUE = r"([^\s\"'`<>&,;\\(){}\[\]]{8,200})"
HEX = "[0-9a-f]"
AWS_SECRET = rf"{ASSIGNED}([a-z0-9/+=]{{40}})(?![a-z0-9/+=])"
IN_ADDRESS = r"[^\s:/@\"'<>&\\]{1,64}:([^\s/@\"'<>&\\]{3,200})@[\w.-]"
BODY = r"(?:[\s\S]{0,8000}?-----END[A-Z ]{0,30}-----|[A-Za-z0-9+/=\\\s]{40,8000}|[\s\S]{0,100}\Z)"


def _password(value: str) -> bool:
    return is_value(value) and is_mixed(value)


def _in_address(value: str) -> bool:
    # An address in prose often shows only where the password goes.
    return is_value(value) and value.casefold() not in {"user", "username", "x-oauth-basic"}


def _named(begin: str) -> Form:
    return Form("password", begin, rf"[a-z_-]{{0,12}}{ASSIGNED}{VALUE}", folded=True, inside=True, real=_password)


FORMS = (
    Form("Anthropic key", "sk-ant-", r"[\w-]{20,}"),
    # Also the routers that took the form over, and the older keys without a word in front.
    Form("OpenAI key", "sk-", r"(?!ant-)(?:[a-z0-9]{2,12}-){0,2}(?=[A-Za-z_-]*[0-9])\w[\w-]{19,}"),
    Form("AWS access key", "AKIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    Form("AWS access key", "ASIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    Form("AWS secret key", "secret_access_key", AWS_SECRET, folded=True, inside=True),
    Form("AWS secret key", "secretaccesskey", AWS_SECRET, folded=True, inside=True),
    *(Form("GitHub token", f"gh{letter}_", r"[A-Za-z0-9]{20,}") for letter in "pousr"),
    Form("GitHub token", "github_pat_", r"\w{20,}"),
    *(
        Form("GitLab token", f"gl{word}-", r"[\w.-]{16,}")
        for word in ("pat", "dt", "rt", "cbt", "ptt", "ft", "soat", "agent", "oas")
    ),
    Form("Slack token", "xox", r"[abeoprs](?:\.xox[bp])?-[\w-]{10,}"),
    Form("Slack token", "xapp-", r"\d-[\w-]{20,}"),
    Form("Slack webhook", "hooks.slack.com/", r"(?:services|workflows|triggers)/[\w/]{20,}", inside=True),
    Form("Google key", "AIza", r"[\w-]{30,}"),
    Form("Google token", "ya29.", r"[\w-]{20,}"),
    Form("Google secret", "GOCSPX-", r"[\w-]{20,}"),
    Form("Hugging Face token", "hf_", r"[A-Za-z0-9]{20,}"),
    Form("Hugging Face token", "api_org_", r"[A-Za-z0-9]{20,}"),
    *(Form("Stripe key", f"{word}k_{mode}_", r"[A-Za-z0-9]{10,}") for word in "sr" for mode in ("live", "test")),
    Form("Stripe key", "whsec_", r"[A-Za-z0-9+/]{20,}"),
    Form("npm token", "npm_", r"[A-Za-z0-9]{30,}"),
    Form("PyPI token", "pypi-AgE", r"[\w-]{40,}"),
    Form("Groq key", "gsk_", r"[A-Za-z0-9]{30,}"),
    Form("xAI key", "xai-", r"[A-Za-z0-9]{40,}"),
    Form("Replicate token", "r8_", r"[A-Za-z0-9]{30,}"),
    Form("Perplexity key", "pplx-", r"[A-Za-z0-9]{32,}"),
    Form("LangSmith key", "lsv2_", r"(?:pt|sk)_\w{30,}"),
    Form("Databricks token", "dapi", rf"{HEX}{{32}}(?![0-9a-z])"),
    Form("DigitalOcean token", "dop_v1_", rf"{HEX}{{64}}"),
    Form("Docker token", "dckr_pat_", r"[\w-]{20,}"),
    Form("SendGrid key", "SG.", r"[\w-]{16,}\.[\w-]{16,}"),
    Form("Shopify token", "shpat_", rf"{HEX}{{32}}"),
    Form("Notion token", "ntn_", r"[A-Za-z0-9]{40,}"),
    Form("Atlassian token", "ATATT3x", r"[\w=-]{40,}"),
    Form("Vault token", "hvs.", r"[\w-]{24,}"),
    Form("Azure storage key", "AccountKey=", r"([A-Za-z0-9+/]{40,}={0,2})", inside=True),
    # With its body, or one waiver would be for every key; of one that was cut short, what is there.
    Form("private key", "-----BEGIN ", rf"[A-Z ]{{0,20}}PRIVATE KEY(?: BLOCK)?-----{BODY}", inside=True),
    Form("private key", "PuTTY-User-Key-File-", r"\d: [\s\S]{0,4000}?Private-MAC: \w+"),
    Form("JSON web token", "eyJ", r"[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    Form("bearer token", "bearer ", r"([\w.~+/-]{20,}=*)", folded=True, real=is_value),
    Form("basic credentials", "basic ", r"([a-z0-9+/]{16,}={1,2})", folded=True, real=is_value),
    Form("password in an address", "://", IN_ADDRESS, inside=True, real=_in_address),
    *map(
        _named,
        (
            "password", "passwd", "passphrase", "pwd", "api_key", "api-key", "apikey", "client_secret", "clientsecret",
            "secret_key", "secretkey", "access_token", "accesstoken", "auth_token", "authtoken", "private_token",
        ),
    ),
)  # fmt: skip


def pattern_text(form: Form) -> str:
    """Return the whole regular expression of a form; it begins literally, so that searching is fast."""
    begin = re.escape(form.begin)
    border = "" if form.inside else BORDER.format(begin=begin)
    return f"{begin}{border}{form.rest}"
