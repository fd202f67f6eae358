"""The distribution's Chromium, where there is one; required where the build server says so."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium found (Debian, Ubuntu: apt install chromium)"


def path() -> str:
    """The browser's path; skips the test without one, or fails it where a browser is required."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("PRACTICE_MODEL_REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)
