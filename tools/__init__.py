"""The scripts that the Makefile calls: `python -m tools.NAME`."""
