"""Addresses at rest, and who is the same person."""

import pytest
from cryptography.fernet import Fernet

from messaging import addresses
from messaging.vault import KeyRingError, Vault
from tests.messaging.outgoing import THANDI

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_sealed_address_opens_to_what_it_was_and_shows_nothing_of_it() -> None:
    vault = Vault([OLD], "a hash key")
    sealed = vault.seal(THANDI)
    assert vault.open(sealed) == THANDI
    assert THANDI.lstrip("+") not in sealed
    assert sealed != vault.seal(THANDI), "equal addresses do not look equal"


def test_keys_are_rotated_without_losing_an_address() -> None:
    sealed = Vault([OLD], "a hash key").seal(THANDI)
    both = Vault([NEW, OLD], "a hash key")
    assert both.open(sealed) == THANDI
    renewed = both.reseal(sealed)
    assert Vault([NEW], "a hash key").open(renewed) == THANDI


@pytest.mark.parametrize("sealed", [Vault([OLD], "a hash key").seal(THANDI), "nonsense", ""])
def test_a_missing_key_is_named_in_a_sentence_without_the_address(sealed: str) -> None:
    with pytest.raises(KeyRingError, match="ENCRYPTION_KEYS") as missing:
        Vault([NEW], "a hash key").open(sealed)
    assert THANDI not in str(missing.value)
    assert missing.value.__cause__ is None


def test_a_fingerprint_finds_an_identity_and_needs_its_key() -> None:
    vault = Vault([OLD], "a hash key")
    assert vault.fingerprint(THANDI) == Vault([NEW], "a hash key").fingerprint(THANDI)
    assert vault.fingerprint(THANDI) != vault.fingerprint(THANDI[:-1] + "2")
    assert vault.fingerprint(THANDI) != Vault([OLD], "another hash key").fingerprint(THANDI)


@pytest.mark.parametrize(
    ("address", "channel", "identity"),
    [
        ("+27605550101", "sms", "+27605550101"),
        ("whatsapp:+27605550101", "whatsapp", "+27605550101"),
        ("whatsapp:+5216565550101", "whatsapp", "+526565550101"),
        ("+5216565550101", "sms", "+526565550101"),
        ("whatsapp:+526565550101", "whatsapp", "+526565550101"),
        ("+526565550101", "sms", "+526565550101"),
        ("+52165655501012", "sms", "+52165655501012"),
        ("+521656555010", "sms", "+521656555010"),
        ("+15216565550", "sms", "+15216565550"),
        ("whatsapp:MX.1349700208123456", "whatsapp", "MX.1349700208123456"),
        ("31531", "sms", "31531"),
    ],
)
def test_two_spellings_of_one_resident_have_one_identity(address: str, channel: str, identity: str) -> None:
    assert addresses.channel(address) == channel
    assert addresses.identity(address) == identity
