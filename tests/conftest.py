"""What all tests share: laws tried without a deadline, git that knows no user settings, browsers that may be absent."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# Shared machines pause at will: a deadline would test the machine. In CI the same examples are tried each time.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# A test that commits must not depend on who runs it: an identity and settings that override those of the machine.
GIT_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Tess Tester",
    "GIT_AUTHOR_EMAIL": "tess@example.org",
    "GIT_COMMITTER_NAME": "Tess Tester",
    "GIT_COMMITTER_EMAIL": "tess@example.org",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": "3",
    "GIT_CONFIG_KEY_0": "init.defaultBranch",
    "GIT_CONFIG_VALUE_0": "main",
    "GIT_CONFIG_KEY_1": "commit.gpgSign",
    "GIT_CONFIG_VALUE_1": "false",
    "GIT_CONFIG_KEY_2": "core.autocrlf",
    "GIT_CONFIG_VALUE_2": "false",
}


def pytest_configure() -> None:
    """Settles the environment before any test module is imported."""
    os.environ.update(GIT_ENVIRONMENT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips the browser tests where no Chromium is installed, except in CI, where they must fail."""
    if os.environ.get("CI") or any(shutil.which(name) for name in CHROMIUM_NAMES):
        return
    skip = pytest.mark.skip(reason=f"no browser on the path: one of {', '.join(CHROMIUM_NAMES)}")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)
