"""What all tests share: one loud line where the browser tests could not run."""

import a_browser
import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(a_browser.MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"BROWSER TESTS DID NOT RUN: {a_browser.MISSING}", red=True)
