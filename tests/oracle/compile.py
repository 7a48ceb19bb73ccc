"""A form as a person sends it, made an XForm by pyxform alone: what the oracle plays has not been through our import."""

from __future__ import annotations

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

ROOT = "data"  # raw paths in public forms begin with /data
ANOTHER_ROOT = "form_of_data"  # for a form with a question named data


def compiled(text: str, file_type: str) -> str:
    """The XForm of pyxform's Markdown tables (".md") or of XLSForm's layout in a CSV (".csv"). Raises PyXFormError."""
    try:
        return _under(ROOT, text, file_type)
    except PyXFormError as error:
        if f"named '{ROOT}'" not in str(error):
            raise
        return _under(ANOTHER_ROOT, text, file_type)


def _under(root: str, text: str, file_type: str) -> str:
    return str(convert(xlsform=text, file_type=file_type, form_name=root).xform)
