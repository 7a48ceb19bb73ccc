"""Addresses at rest: encrypted with a key ring, found again by a keyed hash."""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyRingError(Exception):
    """None of the keys in ENCRYPTION_KEYS opens this address: a key that was in use is missing from the ring."""


class Vault:
    """Seals and opens addresses. The first key seals; every key opens, so keys can be rotated."""

    def __init__(self, keys: Sequence[str], hash_key: str) -> None:
        self._ring = MultiFernet([Fernet(key) for key in keys])
        self._hash_key = hash_key.encode()

    def seal(self, address: str) -> str:
        return self._ring.encrypt(address.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises KeyRingError when no key of the ring fits."""
        try:
            return self._ring.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise KeyRingError(KeyRingError.__doc__) from None

    def reseal(self, sealed: str) -> str:
        """The same address under the newest key."""
        return self._ring.rotate(sealed.encode()).decode()

    def fingerprint(self, identity: str) -> str:
        """Equal for equal identities; without the key not even all numbers of a country can be tried."""
        return hmac.new(self._hash_key, identity.encode(), hashlib.sha256).hexdigest()
