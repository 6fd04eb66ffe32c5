"""A tag publishes the version that it names, and no other file than those that were tested."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.project.test_make import commands_of, environment

WORKFLOWS = ROOT / ".github" / "workflows"
TEXT = (WORKFLOWS / "release.yml").read_text("utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, Any] = WORKFLOW["jobs"]


def commands(job: str) -> list[str]:
    """Return the shell commands of a job."""
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_release_follows_a_tag_through_one_job_after_another() -> None:
    """Only a tag starts it; nothing is published before it is tested."""
    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}  # YAML 1.1 reads the key `on` as true
    assert {name: job.get("needs") for name, job in JOBS.items()} == {
        "build": None,
        "publish": "build",
        "announce": "publish",
    }
    assert commands("build") == ['make dist TAG="$GITHUB_REF_NAME"']


def test_release_gives_each_job_only_the_rights_that_it_needs() -> None:
    """Only the job that publishes has an identity, and neither a password nor code of ours."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in JOBS.items()} == {
        "build": None,
        "publish": {"id-token": "write", "attestations": "write"},
        "announce": {"contents": "write"},
    }
    assert JOBS["publish"]["environment"]["name"] == "pypi"
    assert "secrets." not in TEXT
    checkouts = [name for name, job in JOBS.items() if "actions/checkout@" in str(job)]
    assert checkouts == ["build"]
    assert TEXT.count("persist-credentials: false") == 1


def test_release_pins_its_tools() -> None:
    """Each action is pinned by its commit, those of both workflows alike, and uv as in uv.lock."""
    actions = re.findall(r"uses: (.*)", TEXT)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action) for action in actions)
    pins = re.findall(r"uses: (.*)", (WORKFLOWS / "check.yml").read_text("utf-8"))
    of_name = {action.partition("@")[0]: action for action in pins}
    assert all(of_name.get(each.partition("@")[0], each) == each for each in actions)
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    [uv] = [package["version"] for package in lock if package["name"] == "uv"]
    assert f"pipx run 'uv=={uv}' publish --trusted-publishing always release/*" in commands(
        "publish"
    )


def test_dist_builds_then_tests_the_same_wheel() -> None:
    """`make dist` runs the tests of packages with the wheel that it has built."""
    lines = commands_of("dist")
    assert lines[:2] == ["sh scripts/setup.sh test", "sh scripts/dist.sh"]
    assert "WIZARD_WHEEL=$(echo dist/release/*.whl) .venv/bin/pytest" in lines[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of what the archives are made from, at version 1.2.3."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for name in project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]:
        if name in ("tests", "docs", "examples"):
            (tmp_path / name).mkdir()
        elif (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    text = re.sub(r'^version = ".*"$', 'version = "1.2.3"', text, flags=re.MULTILINE)
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def dist(folder: Path, tag: str) -> tuple[int, str, str]:
    """Run the command that `make dist` builds with; return its exit code, stdout and stderr."""
    done = subprocess.run(
        ("sh", "scripts/dist.sh"),
        cwd=folder,
        env=environment(TAG=tag),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_dist_refuses_a_tag_that_is_not_the_version(copy: Path) -> None:
    """The tag, the version and the changelog must agree before anything is built."""
    says = "dist: the tag is v1.2.4, but pyproject.toml has version 1.2.3\n"
    assert dist(copy, "v1.2.4") == (1, "", says)
    (copy / "CHANGELOG.md").write_text("## [Unreleased]\n", "utf-8")
    assert dist(copy, "v1.2.3") == (1, "", "dist: CHANGELOG.md has no section [1.2.3]\n")
    assert not (copy / "dist").exists()


def test_dist_builds_the_archives_of_the_tag(copy: Path) -> None:
    """The wheel made from the source archive is the same as the one made from the checkout."""
    (copy / "CHANGELOG.md").write_text("## [1.2.3] - 2026-12-01\n", "utf-8")
    assert dist(copy, "v1.2.3") == (
        0,
        "dist: dist/release/flow_wizard-1.2.3-py3-none-any.whl\n"
        "dist: dist/release/flow_wizard-1.2.3.tar.gz\n",
        "",
    )
    assert not (copy / "dist" / "again").exists()


def test_dist_reports_two_builds_that_differ(copy: Path) -> None:
    """A file that the source archive leaves out makes the two wheels differ."""
    settings = (copy / "pyproject.toml").read_text("utf-8")
    archive = "[tool.hatch.build.targets.sdist]\n"
    settings = settings.replace(archive, archive + 'exclude = ["wizard/py.typed"]\n')
    (copy / "pyproject.toml").write_text(settings, "utf-8")
    code, _, errors = dist(copy, "")
    assert (code, errors.splitlines()[-1]) == (1, "dist: two builds differ")
