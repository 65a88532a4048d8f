"""Charts as inline SVG: drawn from values, complete without a script, colours from the stylesheet."""
