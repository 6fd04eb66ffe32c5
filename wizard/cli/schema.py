"""`wizard schema`: print the JSON Schema of the flow format."""

from __future__ import annotations

from pathlib import Path

import click

from wizard.cli.common import write_or_exit
from wizard.loader.json_schema import schema_text
from wizard.loader.schema import FILES


@click.command(short_help="Print the JSON Schema of flow files.")
@click.argument("kind", metavar="[KIND]", type=click.Choice([*FILES]), default="flow")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Output file [default: print the schema].",
)
def schema(kind: str, output: Path | None) -> None:
    """Print the JSON Schema of flow files.

    With it, an editor explains and completes keys and marks mistakes.

    KIND is the kind of file: flow (the default), site, sources, claims, topics, offices,
    glossary, deadlines, changes, synonyms, letter, table or cases. The first line of a file says
    where its schema is, relative to that file:

    \b
      # yaml-language-server: $schema=flow.schema.json

    \b
    Examples:
      wizard schema --output flows/flow.schema.json
      wizard schema site
    """
    write_or_exit(schema_text(kind).encode(), output)
