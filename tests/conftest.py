"""What all tests share: no test is a clock, and one loud line where the browser could not run."""

import a_browser
import hypothesis
import pytest

# A busy machine is no fault of the code: speed is measured in benchmarks/, as a ratio.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(a_browser.MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"BROWSER TESTS DID NOT RUN: {a_browser.MISSING}", red=True)
