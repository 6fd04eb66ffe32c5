"""`wizard schema`: print the JSON Schema of the flow format."""

from __future__ import annotations

from pathlib import Path

import click

from wizard.loader.json_schema import schema_text
from wizard.loader.schema import FILES


@click.command(short_help="Print the JSON Schema of flow files.")
@click.argument("kind", metavar="[KIND]", type=click.Choice([*FILES]), default="flow")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to this file instead.",
)
def schema(kind: str, output: Path | None) -> None:
    """Print the JSON Schema of flow files, with which an editor explains keys, offers them and marks slips.

    KIND is the kind of file: flow (where left out), site, sources, claims, topics, glossary, deadlines, letter or
    cases. The first line of a file tells an editor where its schema is, seen from that file:

    \b
      # yaml-language-server: $schema=flow.schema.json

    \b
    Examples:
      wizard schema --output flows/flow.schema.json
      wizard schema site
    """
    if output is None:
        click.echo(schema_text(kind), nl=False)
        return
    try:
        output.write_text(schema_text(kind), "utf-8")
    except OSError as error:
        raise click.BadParameter(
            f"{output}: {(error.strerror or str(error)).lower()}", param_hint="--output"
        ) from None
