"""Result formats to the normalised table, one file a format."""
