"""Does it compile, and does it run?"""

from collections.abc import Iterator

from flows.checks.draft import Draft, of_error
from flows.definition import FlowError
from flows.finding import Finding
from flows.sheets import attached, xform
from flows.sheets.refused import Refused


def compiles(draft: Draft) -> Iterator[Finding]:
    """What pyxform reports: its refusal as an error, its remarks as warnings."""
    try:
        yield from xform.compiled(draft.source, draft.places).findings
    except Refused as refused:
        yield refused.finding("compiles")


def runs(draft: Draft) -> Iterator[Finding]:
    """What keeps our engine from running the form."""
    if isinstance(draft.parsed, FlowError):
        yield of_error(draft.parsed)


def attachments(draft: Draft) -> Iterator[Finding]:
    """Files that questions look things up in, and that are not there."""
    have = draft.source.get("attachments") or {}
    for name, row in attached.needed(draft.source).items():
        if name not in have and f"{name.rpartition('.')[0]}.csv" not in have:
            sentence = f"The file {name} is missing: put it beside the form, or give it with --attach."
            yield Finding("error", "attachments", "survey", row, "", sentence)
