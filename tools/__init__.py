"""Tools of this repository: `python -m tools.prepare`, `tools.test`, `tools.lock`."""
