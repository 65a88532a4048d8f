"""One file a command: flags to settings, call, print, exit code."""
