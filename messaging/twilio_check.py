"""What an operator must mend at Twilio before messages flow."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from messaging.addresses import WHATSAPP

NO_ANSWER = (TwilioException, requests.RequestException, ValueError, LookupError, TypeError, AttributeError)
"""How the SDK fails when nobody answers, or something that is not Twilio."""


def problems(client: Client, account_sid: str, public_url: str, senders: Sequence[str]) -> list[str]:
    """One sentence for each thing that is wrong; none when all is well."""
    try:
        client.api.accounts(account_sid).fetch()
    except TwilioRestException as error:
        if error.status == 401:
            return ["Twilio does not know TWILIO_ACCOUNT_SID with this TWILIO_AUTH_TOKEN."]
        if error.status != 404:
            return [f"Twilio answered {error.status} (code {error.code}) when asked for the account."]
    except NO_ANSWER as error:
        return [f"Twilio cannot be reached: {type(error).__name__}."]
    return [*_address(public_url), *_numbers(client, public_url, senders)]


def _address(public_url: str) -> list[str]:
    parts = urlsplit(public_url)
    found = []
    if parts.scheme != "https":
        found.append("PUBLIC_URL is not https: Twilio will not keep residents' words secret on the way.")
    if parts.hostname in ("localhost", "127.0.0.1"):
        found.append("PUBLIC_URL is this machine: Twilio cannot reach it.")
    return found


def _numbers(client: Client, public_url: str, senders: Sequence[str]) -> list[str]:
    try:
        numbers = {number.phone_number: number for number in client.incoming_phone_numbers.list(limit=1000)}
    except NO_ANSWER as error:
        return [f"The account's numbers cannot be listed: {type(error).__name__}."]
    found = []
    wanted = f"{public_url}/twilio/inbound"
    for sender in senders:
        number = numbers.get(sender.removeprefix(WHATSAPP))
        if sender.startswith(WHATSAPP):
            continue  # WhatsApp senders have no resource in this API; docs/operating.md says where to look
        if number is None:
            found.append(f"{sender} is claimed by a city and is not a number of this account.")
        elif (number.sms_url or "").partition("#")[0] != wanted:
            found.append(f"{sender} does not call {wanted} when a message comes in.")
    return found
