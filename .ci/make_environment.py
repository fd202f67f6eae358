"""Build .venv with the locked versions, or leave it when it is fresh.

Runs on the bare Python of the machine, before anything is installed: standard library only,
and no syntax that an old Python could not read far enough to print what to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

OLDEST, NEWEST = (3, 11), (3, 14)
UV = "uv==0.13.9"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
READY = os.path.join(VENV, ".ready")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
INSTALL = ["-c", "constraints.txt", "-e", ".[app,dev]"]


def say(text):
    print("setup: " + text, flush=True)


def stop(text):
    say(text)
    sys.exit(1)


def wanted_state():
    """Fingerprint of what the environment is made from, so that a stale one is seen."""
    seen = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt", os.path.join(".ci", "make_environment.py")):
        with open(os.path.join(ROOT, name), "rb") as file:
            seen.update(file.read())
    seen.update(ROOT.encode())
    return seen.hexdigest()


def usable(command):
    """Whether this command is a Python that we support and that can make environments."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.run(
            [command, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
        )
    except OSError:
        return False
    if found.returncode:
        return False
    version = tuple(int(part) for part in found.stdout.strip().split("."))
    return OLDEST <= version <= NEWEST


def find_python():
    """The first Python of the machine that will do."""
    asked = os.environ.get("PYTHON")
    names = (
        [asked]
        if asked
        else [sys.executable]
        + ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    )
    for name in names:
        if name and usable(name):
            return name
    have = "%d.%d" % sys.version_info[:2]
    stop(
        "needs Python 3.11 to 3.14 with its venv module; %s. Install one (python.org, or on "
        "Debian and Ubuntu: apt install python3 python3-venv), then run make again. "
        "To name one: make setup PYTHON=/path/to/python3.12"
        % ("%s is not one" % asked if asked else "found only Python %s here" % have)
    )


def run(command):
    return subprocess.run(command, cwd=ROOT).returncode == 0


def install():
    """Install the locked versions: with uv in seconds where it can be had, else with pip."""
    python = os.path.join(BIN, "python")
    quiet = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*quiet, "--no-deps", UV]):
        uv = os.path.join(BIN, "uv")
        if run([uv, "pip", "install", "--python", python, "--quiet", *INSTALL]):
            return True
        say("uv could not do it; trying plain pip (a few minutes)")
    plain = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "on"]
    return run([*plain, *INSTALL])


def main():
    state = wanted_state()
    if os.path.exists(READY):
        with open(READY) as file:
            if file.read() == state:
                return
        say(".venv is older than the locked versions: building it anew")
    else:
        say("no .venv yet: building it")
    python = find_python()
    began = time.time()
    shutil.rmtree(VENV, ignore_errors=True)
    if not run([python, "-m", "venv", VENV]):
        stop("%s could not make .venv. On Debian and Ubuntu: apt install python3-venv" % python)
    say("installing the locked versions (about 300 MB of downloads the first time)")
    if not install():
        stop(
            "the packages could not be installed; the lines above say why. If the network is "
            "down or needs a proxy, set HTTPS_PROXY or PIP_INDEX_URL and run make again: what "
            "was downloaded is kept"
        )
    with open(READY, "w") as file:
        file.write(state)
    say("ready after %d seconds" % (time.time() - began))


main()
