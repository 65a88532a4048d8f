"""What pages black out is what the floor below tells apart; this name stays for those who import it from here."""

from __future__ import annotations

from evalreport.disclosure.redact import Redactor

__all__ = ["Redactor"]
