"""Live windows and rollback rules."""
