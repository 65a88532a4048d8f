"""Pictures of every page kind, for people who look at them one by one: ``make shots``."""
