"""A fresh reference for a report, and the reading of one."""

import secrets

from nlu.references import ALPHABET, RANDOM_SYMBOLS, check, grouped, read

__all__ = ["ALPHABET", "RANDOM_SYMBOLS", "new", "read"]


def new() -> str:
    """A fresh reference: eight random symbols and one that checks them, in groups of three: ``7K3-9RX-2MW``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return grouped(body + check(body))
