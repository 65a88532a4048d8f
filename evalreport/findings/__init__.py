"""Checks that report what is odd without deciding anything."""
