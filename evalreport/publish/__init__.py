"""The published branch (not built yet)."""
