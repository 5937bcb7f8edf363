"""A process is a folder: one is added, another removed, and nobody else notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.house.tree import ROOT, kept

PLACES = (
    "workflows/{}",
    "tests/workflows/{}",
    "desk/areas/{}",
    "templates/{}",
    "templates/desk/areas/{}",
    "docs/processes/{}.md",
)
SEARCHED = ["cases", "registry", "contracts", "billing", "documents", "workflows", "desk", "config", "tests"]
PLAIN = ("-p", "no:cacheprovider", "-p", "no:randomly")
RUN = (
    "tests/conformance/test_tables.py",
    "tests/cases/stages",
    "tests/cases/test_clocks.py",
    "tests/cases/test_perform.py",
    "tests/registry/test_access.py",
    "tests/registry/test_looking_everywhere.py",
)
"""What is run once more without the process: enough of what knew it; all the rest is collected."""


@pytest.fixture
def copy(tmp_path):
    """The tree as it would be committed, in a folder of its own."""
    tree = tmp_path / "tree"
    for path in kept():
        place = tree / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return tree


def run(tree, *command):
    """A command of the copy, in an environment that knows nothing of this run."""
    here = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**here, "LOG_LEVEL": "WARNING"}
    return subprocess.run(
        [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def succeeds(tree, *command):
    done = run(tree, *command)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def contents(tree):
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for top in SEARCHED
        for path in (tree / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_process_written_by_the_scaffold_conforms_and_changes_no_other_file(copy):
    before = contents(copy)
    succeeds(copy, "manage.py", "scaffold_process", "return_note", "--series", "RN", "--italian", "Note di reso")
    after = contents(copy)
    added = after.keys() - before.keys()
    assert added
    assert all(name.startswith(("workflows/return_note/", "tests/workflows/return_note/")) for name in added)
    assert {name: after[name] for name in before} == before
    succeeds(copy, "manage.py", "makemigrations", "--check", "--dry-run", "return_note")
    chosen = ("tests/conformance/test_tables.py", "tests/conformance/test_life.py", "tests/workflows/return_note")
    said = succeeds(copy, "-m", "pytest", *chosen, "-q", *PLAIN, "-k", "return_note or request")
    assert "failed" not in said
    assert int(said.rpartition(" passed")[0].rpartition("\n")[2].split()[-1].strip("=")) >= 40


def test_a_process_whose_name_or_series_is_taken_is_refused(copy):
    taken = run(copy, "manage.py", "scaffold_process", "../cases")
    assert (taken.returncode, "is no name for a process" in taken.stderr) == (1, True)


def test_removing_the_folder_of_a_process_removes_it_and_the_suite_stays_green(copy):
    for place in PLACES:
        path = copy / place.format("waste_approval")
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    succeeds(copy, "-m", "pytest", "tests", "-q", *PLAIN, "--collect-only", "-m", "not browser")
    said = succeeds(copy, "-m", "pytest", *RUN, "-q", "-x", *PLAIN)
    assert "needs the process waste_approval, which was removed" in said
