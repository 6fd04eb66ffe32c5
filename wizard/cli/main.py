"""The command `wizard`: a group whose commands are imported when they are called.

Exit codes: 0 no problems, 1 problems were found, 2 the command was used incorrectly.
"""

from __future__ import annotations

import importlib
import os

import click

from wizard.extras import MissingExtraError

# Command name -> module of this package; the function has the module's name.
COMMANDS = {
    "check": "check",
    "export": "export",
    "graph": "graph",
    "import": "import_",
    "new": "new",
    "paths": "paths",
    "play": "play",
    "print": "print_",
    "rename": "rename",
    "run": "run",
    "schema": "schema",
    "sources": "sources",
    "translate": "translate",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used.

    `wizard check` must not wait for Flask, and `wizard run` must not wait for the importers. This
    is click's own pattern:
    https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None if there is none."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        # `import` is a keyword of Python and `print` one of its functions, so their modules end
        # with an underscore.
        command = getattr(importlib.import_module(f"wizard.cli.{module}"), module)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` begins with, its name and the other arguments.

        Raises:
            NoSuchCommand: There is no such command. It has the closest names; the base class knows
                only the commands that it has imported.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=COMMANDS, ctx=ctx
            ) from None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. If it needs an extra that is not installed, print that and exit."""
        try:
            return super().invoke(ctx)
        except MissingExtraError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flow-wizard", prog_name="wizard")
def main() -> None:
    """Guided question-and-answer flows, written in YAML, served as plain pages.

    \b
    Examples:
      wizard new deposit      a small flow to start from: deposit.yaml
      wizard run . --reload   see it in the browser while writing
      wizard check .          what is wrong with it, and where

    \b
    This line turns on completion in bash (use zsh_source or fish_source for those shells):
      eval "$(_WIZARD_COMPLETE=bash_source wizard)"
    """
    try:
        os.getcwd()
    except FileNotFoundError:
        message = "the current folder does not exist any more; change to another one"
        raise click.UsageError(message) from None
