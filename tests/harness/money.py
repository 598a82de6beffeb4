# SPDX-License-Identifier: GPL-3.0-or-later
"""Amounts as the wire has them: decimal strings in USD, read without floating point."""

from decimal import Decimal


def nano(amount_usd):
    """Nano-dollars as an integer; fails on anything finer."""
    value = Decimal(amount_usd) * 1_000_000_000
    if value != value.to_integral_value():
        raise AssertionError(f"{amount_usd} is finer than a nano-dollar")
    return int(value)
