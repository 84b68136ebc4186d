"""The keys of rows, for every test of the folder."""

from tests.access.keys import keys, own_cards

__all__ = ["keys", "own_cards"]
