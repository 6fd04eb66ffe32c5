"""Run the command line with `python -m wizard.cli`."""

from wizard.cli.main import main

main()
