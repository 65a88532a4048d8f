"""Reports to text, JSON and other machine formats."""
