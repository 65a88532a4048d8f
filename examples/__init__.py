"""The example that ships with evalreport: an agent for refund tickets and how its logs are made."""
