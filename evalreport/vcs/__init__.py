"""Git, and only here."""
