"""Records in the JSON shapes of Twilio's REST API."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from phone import errors
from phone.records import Content, Medium, Message
from phone.webhooks import API_VERSION


def account_path(account: str) -> str:
    return f"/{API_VERSION}/Accounts/{account}"


def message(account: str, record: Message) -> dict[str, Any]:
    path = f"{account_path(account)}/Messages/{record.sid}"
    when = _mail_date(record.at)
    return {
        "sid": record.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "body": record.body,
        "date_created": when,
        "date_sent": None if record.status == "queued" else when,
        "date_updated": when,
        "direction": "inbound" if record.inbound else "outbound-api",
        "error_code": record.error,
        "error_message": errors.message(record.error) if record.error else None,
        "from": record.resident if record.inbound else record.line,
        "messaging_service_sid": None,
        "num_media": str(len(record.media or record.media_urls)),
        "num_segments": str(record.segments if record.channel == "sms" else 1),
        "price": None,
        "price_unit": "USD",
        "status": "received" if record.inbound else record.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": record.line if record.inbound else record.resident,
        "uri": f"{path}.json",
    }


def medium(account: str, parent: Message, record: Medium) -> dict[str, Any]:
    when = _mail_date(parent.at)
    return {
        "sid": record.sid,
        "account_sid": account,
        "parent_sid": parent.sid,
        "content_type": record.content_type,
        "date_created": when,
        "date_updated": when,
        "uri": f"{account_path(account)}/Messages/{parent.sid}/Media/{record.sid}.json",
    }


def page(key: str, rows: list[dict[str, Any]], path: str, query: str, number: int, size: int, more: bool) -> dict[str, Any]:
    """One page of a list; `query` holds the filters that the links to the other pages repeat."""

    def link(to: int) -> str:
        return f"{path}?{query}{'&' if query else ''}PageSize={size}&Page={to}"

    return {
        key: rows,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(rows) - 1, 0),
        "uri": link(number),
        "first_page_uri": link(0),
        "next_page_uri": link(number + 1) if more else None,
        "previous_page_uri": link(number - 1) if number else None,
    }


def content(account: str, record: Content, base_url: str) -> dict[str, Any]:
    url = f"{base_url}/v1/Content/{record.sid}"
    return {
        "sid": record.sid,
        "account_sid": account,
        "friendly_name": record.name,
        "language": record.language,
        "types": record.types,
        "variables": record.variables,
        "date_created": record.at,
        "date_updated": record.at,
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


def approval(record: Content) -> dict[str, Any]:
    """What WhatsApp says to a template: here it is approved as soon as it is asked for."""
    return {
        "type": "whatsapp",
        "name": record.name,
        "category": record.template,
        "content_type": next(iter(record.types), ""),
        "status": "approved" if record.template else "unsubmitted",
        "rejection_reason": "",
        "allow_category_change": True,
    }


def _mail_date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))
