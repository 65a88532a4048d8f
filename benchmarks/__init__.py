"""Figures that the design promises, measured as ratios."""
