"""Secrets and personal data that no vendor ever gave out, put together here so that no file holds one whole."""

from __future__ import annotations

ALPHABET = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7c"
HEXES = "0a1b2c3d4e5f6789"


def letters(length: int) -> str:
    """Return that many letters and digits, as a key has them."""
    return (ALPHABET * (length // len(ALPHABET) + 1))[:length]


def hexes(length: int) -> str:
    """Return that many hexadecimal digits."""
    return (HEXES * (length // len(HEXES) + 1))[:length]


KEY_BLOCK = (
    "-----BEGIN RSA " + "PRIVATE KEY-----\n" + letters(64) + "\n" + letters(40) + "\n-----END RSA " + "PRIVATE KEY-----"
)
# What stands in the text, the value that must not reach a page, and the kind that the scan calls it.
SECRETS: dict[str, tuple[str, str, str]] = {
    "openai": ("sk-" + letters(48), "sk-" + letters(48), "OpenAI key"),
    "openai-project": ("sk-proj-" + letters(60), "sk-proj-" + letters(60), "OpenAI key"),
    "anthropic": ("sk-ant-api03-" + letters(90), "sk-ant-api03-" + letters(90), "Anthropic key"),
    "aws-id": ("AKIA" + "QYLPMN5HZ3TR7KWX", "AKIA" + "QYLPMN5HZ3TR7KWX", "AWS access key"),
    "aws-secret": ("aws_secret_access_key = " + letters(39) + "/", letters(39) + "/", "AWS secret key"),
    "github": ("ghp_" + letters(36), "ghp_" + letters(36), "GitHub token"),
    "github-fine": ("github_pat_" + letters(82), "github_pat_" + letters(82), "GitHub token"),
    "gitlab": ("glpat-" + letters(20), "glpat-" + letters(20), "GitLab token"),
    "slack": ("xoxb-" + "123456789012-" + letters(24), "xoxb-" + "123456789012-" + letters(24), "Slack token"),
    "slack-hook": (
        "https://hooks.slack.com/" + "services/T0AB12CD3/B0EF45GH6/" + letters(24),
        "hooks.slack.com/" + "services/T0AB12CD3/B0EF45GH6/" + letters(24),
        "Slack webhook",
    ),
    "google": ("AIza" + letters(35), "AIza" + letters(35), "Google key"),
    "google-token": ("ya29." + letters(60), "ya29." + letters(60), "Google token"),
    "hugging-face": ("hf_" + letters(34), "hf_" + letters(34), "Hugging Face token"),
    "stripe": ("sk_" + "live_" + letters(24), "sk_" + "live_" + letters(24), "Stripe key"),
    "stripe-hook": ("whsec_" + letters(32), "whsec_" + letters(32), "Stripe key"),
    "npm": ("npm_" + letters(36), "npm_" + letters(36), "npm token"),
    "pypi": ("pypi-AgE" + letters(70), "pypi-AgE" + letters(70), "PyPI token"),
    "sendgrid": ("SG." + letters(22) + "." + letters(43), "SG." + letters(22) + "." + letters(43), "SendGrid key"),
    "databricks": ("dapi" + hexes(32), "dapi" + hexes(32), "Databricks token"),
    "private-key": (KEY_BLOCK, letters(64), "private key"),
    "jwt": (
        "eyJ" + letters(30) + ".eyJ" + letters(40) + "." + letters(43),
        "eyJ" + letters(30) + ".eyJ" + letters(40) + "." + letters(43),
        "JSON web token",
    ),
    "bearer": ("Authorization: Bearer " + letters(40), letters(40), "bearer token"),
    "password": ('"password": "' + "Tr0ub4dor&3-zebra".replace("&", "#") + '"', "Tr0ub4dor#3-zebra", "password"),
    "password-setting": ("DB_PASSWORD=" + "c0rrect-h0rse-battery", "c0rrect-h0rse-battery", "password"),
    "client-secret": ("client_secret: " + letters(32), letters(32), "password"),
    "connection": (
        "postgres://reporting:" + "w4rehouse.Pa55" + "@db.example.org:5432/runs",
        "w4rehouse.Pa55",
        "password in an address",
    ),
}  # fmt: skip
# What stands in the text, and the kind that the policy names.
PERSONAL: dict[str, tuple[str, str]] = {
    "e-mail": ("ana.berg+refund@mail.example.org", "email"),
    "telephone": ("+49 30 901820 14", "phone"),
    "telephone in North America": ("(415) 555-2671", "phone"),
    "telephone with hyphens": ("415-555-2671", "phone"),
    "card": ("4111 1111 1111 1111", "card"),
    "card without blanks": ("5500005555555559", "card"),
    "American Express": ("3782 822463 10005", "card"),
    "bank account": ("DE89 3704 0044 0532 0130 00", "iban"),
    "bank account without blanks": ("GB82WEST12345698765432", "iban"),
}
# What must never be taken for any of them.
HARMLESS = (
    "commit " + hexes(40),
    "sha256:" + hexes(64),
    "sha512-" + letters(86) + "==",
    "uuid 3f2b8c1e-9d4a-4f6b-8a7c-0e1d2c3b4a59",
    "trace 0af7651916cd43dd8448eb211c80319c",
    "integrity sha384-" + letters(64),
    "order ORD-100234 of 2026-11-22 09:14:05",
    "0123456789abcdef",
    "1.10 against 12:30:45, 99.97%, 1,234,567 tokens",
    "the task-success-holds-for-2-windows gate; risk-owner-agrees-on-2026-11-22",
    "password: must hold eight letters and a number",
    'password: "${{ secrets.DB_PASSWORD }}"',
    "password=$DB_PASSWORD and api_key: OPENAI_API_KEY",
    "postgres://user:password@localhost/db or https://user:<password>@example.org",
    "https://example.org:8443/path?x=1@2",
    "max_tokens: 4096, tokens_in=100000",
    "the header is Bearer followed by the token",
    "class er-basic basic-salad basic authentication",
    "case-0301234567, run 12, 4111111111111112",
)
