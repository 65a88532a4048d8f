"""The house checks: what the project promises about its own shape, measured."""
