"""What all tests share: no test is a clock, and one loud line where the browser could not run."""

import os
import shutil
import tempfile

import a_browser
import hypothesis
import pytest
from shipped_briefs import SHARED

# A busy machine is no fault of the code: speed is measured in benchmarks/, as a ratio.
# Thirty new examples each run: what one run does not meet, the next may.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    max_examples=30,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Give all processes of one run a folder in which what one has made the others find."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="practice_model_tests_")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED, ""), ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(a_browser.MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"BROWSER TESTS DID NOT RUN: {a_browser.MISSING}", red=True)
