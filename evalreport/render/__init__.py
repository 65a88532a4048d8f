"""Reports to pages and charts."""
