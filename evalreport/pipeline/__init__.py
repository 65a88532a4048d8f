"""From bundle to report, for one release and for all."""
