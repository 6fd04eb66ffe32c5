"""The command wizard schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wizard.cli.main import main
from wizard.loader.json_schema import schema_text


def wizard(*arguments: str) -> Result:
    """Run `wizard schema`."""
    return CliRunner().invoke(main, ["schema", *arguments])


def test_schema_command_prints_or_writes_schema(tmp_path: Path) -> None:
    """The schema of flow files is the default, and `--output` writes a file."""
    assert wizard().stdout == schema_text("flow")
    assert wizard("site").stdout == schema_text("site")
    done = wizard("topics", "--output", str(tmp_path / "topics.schema.json"))
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "topics.schema.json").read_text("utf-8") == schema_text("topics")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["flows"], "'flows' is not one of 'flow'"),
        (["--output", "none/x.json"], 'there is no folder "none"'),
    ],
    ids=["kind", "output"],
)
def test_schema_command_reports_wrong_arguments(arguments: list[str], message: str) -> None:
    """The message is on stderr, with the exit code 2 and no traceback."""
    done = wizard(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
