"""Twilio's spellings of an address: which channel it is on, and which resident it means."""

import re

WHATSAPP = "whatsapp:"

_MOBILE_ONE = re.compile(r"\+521(\d{10})")


def channel(address: str) -> str:
    """``whatsapp`` or ``sms``."""
    return "whatsapp" if address.startswith(WHATSAPP) else "sms"


def identity(address: str) -> str:
    """What two addresses of one resident have in common: the number, or WhatsApp's user id.

    Older WhatsApp accounts in Mexico keep a 1 after the country code that SMS dropped; both are one resident.
    """
    bare = address.removeprefix(WHATSAPP).strip()
    mexican = _MOBILE_ONE.fullmatch(bare)
    return f"+52{mexican.group(1)}" if mexican else bare


def dialling(address: str) -> str:
    """The number without WhatsApp's prefix, as helplines and officials know it."""
    return address.removeprefix(WHATSAPP)
