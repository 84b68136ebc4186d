"""Clause 4.9 told once more in whole numbers alone; it imports nothing from the product."""

from __future__ import annotations


def mark(total: int, count: int) -> int:
    """5 from an average of 4.5, 4 from 3.5, 3 from 2.5, else 2: by doubled sums."""
    doubled = 2 * total
    if doubled >= 9 * count:
        return 5
    if doubled >= 7 * count:
        return 4
    if doubled >= 5 * count:
        return 3
    return 2


def shown(total: int, count: int) -> str:
    """Two decimals found by long division, the rest thrown away."""
    whole, rest = divmod(total, count)
    tenth, rest = divmod(rest * 10, count)
    hundredth = rest * 10 // count
    return f"{whole},{tenth}{hundredth}"
