"""The what-if panel in a browser: a page of Voila, a slider by keyboard, a saved scenario."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import a_browser
import pytest
from other_practices import copied

from practice_model.briefs import what_if, what_if_outcome
from practice_model.briefs.formats import printed
from practice_model.questions import payer
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[1]
SECONDS = 90
ASK = "ask.contract.professional.rules.visits.of_medicare"
SLIDER = ".what-if-ask-contract-professional-rules-visits-of-medicare .noUi-handle"
ASK_FEES = '.what-if [data-fact="numbers.fees.ask"]'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Voila does not answer:\n{log.read_text('utf-8')[-2000:]}")


def stop(server: subprocess.Popen) -> None:
    """End the server and the kernels that it started: they are one group of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
        except ProcessLookupError:
            return
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            continue


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of its own, so that what is saved does not land among the shipped scenarios."""
    root = tmp_path_factory.mktemp("panel")
    copied(root)
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "what_if.ipynb", root / "notebooks")
    return root


@pytest.fixture(scope="module")
def address(project):
    pytest.importorskip("voila")
    a_browser.path()
    port, log = free_port(), project / "voila.log"
    command = [
        sys.executable, "-m", "voila", "notebooks/what_if.ipynb", "--no-browser", f"--port={port}",
        "--Voila.ip=127.0.0.1",
    ]  # fmt: skip
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with log.open("w", encoding="utf-8") as told:
        server = subprocess.Popen(
            command,
            cwd=project,
            env={**os.environ, "PYTHONPATH": path},
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(port, server, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        stop(server)


@pytest.fixture(scope="module")
def page(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=a_browser.path(), args=["--no-sandbox"])
        shown = opened.new_page(viewport={"width": 1280, "height": 1000})
        shown.set_default_timeout(SECONDS * 1000)
        shown.goto(address, wait_until="commit")
        shown.locator(ASK_FEES).first.wait_for()
        yield shown
        opened.close()


def at(project: Path, moves: dict[str, float]) -> what_if_outcome.Outcome:
    talk = load(project / "inputs" / "scenarios" / "nq_renewal.yaml", payer.Payer)
    tables = load_medicare(project / "inputs" / "medicare")
    return what_if_outcome.outcome(what_if.changed(talk, moves), tables)


def fees_of_ask(project: Path, moves: dict[str, float]) -> str:
    return printed(at(project, moves).columns["ask"].fees, "USD/year")


def test_the_panel_is_moved_by_keyboard_and_saved_in_a_browser(page, project):
    from playwright.sync_api import expect

    expect.set_options(timeout=SECONDS * 1000)

    # it opens with the scenario's own figures and its marks
    before = fees_of_ask(project, {})
    expect(page.locator(ASK_FEES).first).to_have_text(before)
    expect(page.locator(".what-if .marks")).to_contain_text("NOT FOR PAYER")
    expect(page.locator(".what-if .marks")).to_contain_text("SYNTHETIC")
    assert page.locator(".what-if svg:visible").count() == 2  # range and waterfall
    assert page.locator(".what-if .row.moved").count() == 0

    # two steps to the left: 115 to 113 percent
    handle = page.locator(SLIDER).first
    handle.focus()
    handle.press("ArrowLeft")
    expect(page.locator(".what-if .row.moved .value")).to_contain_text("114.0%")
    handle.press("ArrowLeft")
    expect(page.locator(".what-if .row.moved .value")).to_contain_text("113.0%")
    after = fees_of_ask(project, {ASK: 1.13})
    assert after != before
    expect(page.locator(ASK_FEES).first).to_have_text(after)
    expect(page.locator(".what-if li")).to_have_text(
        "Our ask: Visits · of Medicare, 113.0% (was 115.0%)"
    )

    # a bad name is told, a good one is saved
    save = page.get_by_role("button", name="Save as scenario")
    page.locator(".what-if-name input").fill("Visits at 113")
    save.click()
    expect(page.locator(".what-if .bad")).to_contain_text("is no name for a scenario")
    page.locator(".what-if-name input").fill("visits_at_113")
    save.click()
    expect(page.locator(".what-if .good")).to_contain_text("inputs/scenarios/visits_at_113.yaml")
    saved = project / "inputs" / "scenarios" / "visits_at_113.yaml"
    again = load(saved, payer.Payer)
    assert again.terms.ask.contract.professional.rules["visits"].of_medicare == 1.13

    # reset brings the scenario back
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(ASK_FEES).first).to_have_text(before)
    expect(page.locator(".what-if .row.moved")).to_have_count(0)


def test_the_panel_fits_a_narrow_window(page):
    page.set_viewport_size({"width": 640, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 1000})
    assert wide <= 640
