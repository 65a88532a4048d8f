"""Sign-offs, overrides and closing records: what they hold and whether they count."""
