"""A small support agent for refund tickets, written as program versions that run without any network."""
