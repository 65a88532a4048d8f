"""Gate rules to verdicts, one file a family."""
