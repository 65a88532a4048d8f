"""Run the example again: `python examples/run.py [--update]`; needs inspect-ai, which is a development dependency."""

import runpy
import sys
from pathlib import Path

# A script's own folder is on the path, the repository is not.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
runpy.run_module("examples.support_agent.command", run_name="__main__")
