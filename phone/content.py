"""WhatsApp messages with buttons and lists: filled in, and held against WhatsApp's limits."""

import json
import re
from collections.abc import Iterator
from typing import Any

from phone.errors import Refused
from phone.records import Content

KINDS = ("twilio/list-picker", "twilio/quick-reply", "twilio/text")
MOST_BODY = 1024
MOST_BUTTONS, MOST_BUTTONS_IN_SESSION, MOST_BUTTON_TITLE = 10, 3, 20
MOST_ROWS, MOST_ROW, MOST_DESCRIPTION, MOST_LIST_BUTTON = 10, 24, 72, 20
MOST_ID = 200

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOT_IN_TEMPLATE = re.compile(r"[\n\t]| {5,}")


def given(variables: str) -> dict[str, str]:
    """Read ContentVariables. Raises Refused(21656) when it is no JSON object of texts."""
    try:
        values = json.loads(variables or "{}")
    except ValueError:
        raise Refused(21656) from None
    if not isinstance(values, dict) or not all(isinstance(value, str | int | float) for value in values.values()):
        raise Refused(21656)
    return {str(name): str(value) for name, value in values.items()}


def render(content: Content, values: dict[str, str], channel: str) -> dict[str, Any]:
    """What arrives: `{kind, body, actions: [{title, id}], button, items: [{item, id, description}]}`.

    On SMS only the body is left.
    """
    kinds = KINDS if channel == "whatsapp" else KINDS[::-1]
    kind = next((kind for kind in kinds if kind in content.types), None)
    if kind is None:
        raise Refused(21655)
    filled = _fill(content.types[kind], {**content.variables, **values})
    body = str(filled.get("body", ""))
    if channel == "sms" or kind == "twilio/text":
        return {"kind": "text", "body": body}
    if kind == "twilio/quick-reply":
        return {"kind": "quick-reply", "body": body, "actions": filled.get("actions", [])}
    return {
        "kind": "list-picker",
        "body": body,
        "button": filled.get("button", ""),
        "items": filled.get("items", []),
    }


def _fill(part: Any, values: dict[str, str]) -> Any:
    if isinstance(part, str):
        return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), part)
    if isinstance(part, list):
        return [_fill(item, values) for item in part]
    if isinstance(part, dict):
        return {key: _fill(item, values) for key, item in part.items()}
    return part


def breach(rendered: dict[str, Any], content: Content, values: dict[str, str]) -> dict[str, Any] | None:
    """The first of WhatsApp's limits that a message breaks: what, how much, how much is allowed."""
    if content.template and any(not value or _NOT_IN_TEMPLATE.search(value) for value in values.values()):
        return {"limit": "variable", "is": 1, "most": 0}
    for limit, size, most in _measures(rendered, bool(content.template)):
        if not 0 < size <= most:
            return {"limit": limit, "is": size, "most": most}
    return None


def _measures(rendered: dict[str, Any], template: bool) -> Iterator[tuple[str, int, int]]:
    if rendered["kind"] == "text":
        return
    yield "body", len(rendered["body"]), MOST_BODY
    if rendered["kind"] == "quick-reply":
        yield "buttons", len(rendered["actions"]), MOST_BUTTONS if template else MOST_BUTTONS_IN_SESSION
        for action in rendered["actions"]:
            yield "button title", len(str(action.get("title", ""))), MOST_BUTTON_TITLE
            yield "button id", len(str(action.get("id", ""))), MOST_ID
        return
    yield "list button", len(rendered["button"]), MOST_LIST_BUTTON
    yield "rows", len(rendered["items"]), MOST_ROWS
    for item in rendered["items"]:
        yield "row", len(str(item.get("item", ""))), MOST_ROW
        yield "row id", len(str(item.get("id", ""))), MOST_ID
        yield "row description", len(str(item.get("description") or "-")), MOST_DESCRIPTION
