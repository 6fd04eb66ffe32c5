"""A folder as it was at a git revision, to compare with it. The only module that runs git."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wizard.cli.common import NamedFlow, fail
from wizard.loader.site import check_flow
from wizard.model.flow import Flow
from wizard.model.problems import errors


class RevisionError(Exception):
    """An earlier version cannot be read. The message is one line."""


@contextmanager
def checkout_at(folder: Path, revision: str) -> Iterator[Path]:
    """Yield a temporary copy of a folder as it was at a revision.

    Args:
        folder: A folder in a git repository.
        revision: A commit, branch, tag or expression such as `HEAD~1`.

    Raises:
        RevisionError: If git, the repository, the revision or the folder in it is missing.
    """
    # Without the filter, a member could be written outside of the folder (CVE-2007-4559).
    if not hasattr(tarfile, "data_filter"):
        raise RevisionError(
            "this Python cannot unpack an earlier version safely; use 3.11.4 or a later one"
        )
    commit = _commit(folder, revision)
    # `./` is the folder that `git -C` runs in, wherever it is in the repository.
    if _git(folder, "rev-parse", "--verify", "--quiet", f"{commit}:./").returncode:
        raise RevisionError(f'the folder {folder} is not in the revision "{revision}"')
    # `archive` and not `checkout`: the working tree and the index stay as they are.
    packed = _git(folder, "archive", "--format=tar", commit)
    if packed.returncode:
        raise RevisionError(_first_line(packed))
    with tempfile.TemporaryDirectory(prefix="wizard-") as directory:
        # Resolved: on macOS /tmp is a link, and paths in messages are compared with it.
        copy = Path(directory).resolve() / "flows"
        try:
            with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
                files.extractall(copy, filter="data")
        except tarfile.TarError as error:
            raise RevisionError(
                f'the files of the revision "{revision}" cannot be read: {error}'
            ) from None
        yield copy


def flow_at_revision(flow: Flow, named: NamedFlow, revision: str, copy: Path) -> Flow:
    """Return a flow as it was, or print its problems and exit with 1.

    No one can add translations to an old revision, so they may be missing.

    Args:
        flow: The flow as it is.
        named: Its file and row.
        revision: The revision, for messages.
        copy: A copy of the folder at that revision.

    Raises:
        RevisionError: If the revision has no such flow.
    """
    file, missing = named.file, f'the flow "{flow.id}" is not in the revision "{revision}"'
    if not (copy / file.name).exists():
        raise RevisionError(missing)
    old, problems = check_flow(copy / file.name, languages=(), row=named.row)
    # It had no such row, or was no template.
    if old.id != flow.id if old else not errors(problems):
        raise RevisionError(missing)
    if old is None:
        for problem in problems:
            # The copy is gone when someone reads this, so its path becomes the revision.
            click.echo(str(problem).replace(str(copy), f"{revision}:{file.parent}"), err=True)
        fail(f'the flow "{flow.id}" was not valid at "{revision}", so it cannot be compared')
    return old


def _commit(folder: Path, revision: str) -> str:
    """Return the hash of the commit that a revision names."""
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.returncode or inside.stdout.strip() != b"true":
        if inside.returncode and b"not a git repository" not in inside.stderr:
            raise RevisionError(_first_line(inside))
        raise RevisionError(
            f"the folder {folder} is not in a git repository, so there is nothing to compare with"
        )
    # The suffix also keeps git from taking a revision that begins with a dash for an option.
    verified = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if verified.returncode:
        raise RevisionError(
            f'there is no revision "{revision}" in this git repository; try HEAD, HEAD~1 or a tag'
        )
    return verified.stdout.decode().strip()


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not installed; it is needed to read an earlier version")
    command = [git, "-C", str(folder), *arguments]
    environment = os.environ | {"LC_ALL": "C"}  # its messages are compared, so they must be English
    # There is no shell, and the arguments are ours except for the revision.
    return subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603


def _first_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return f"git: {lines[0].removeprefix('fatal: ')}"
