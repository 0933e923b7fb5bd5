"""The command line. `main` is the entry point of the console script."""

from signaling.cli.main import cli, main

__all__ = ["cli", "main"]
