"""``python -m evalreport``."""

from evalreport.cli.main import main

main()
