"""What a form's author styled for a screen, as a resident reads it."""

import pytest

from flows.markup import plain


@pytest.mark.parametrize(
    ("label", "sms", "whatsapp"),
    [
        ("Plain words, 5 < 6 & more.", "Plain words, 5 < 6 & more.", "Plain words, 5 < 6 & more."),
        ("Do **not** go alone.", "Do not go alone.", "Do *not* go alone."),
        ("__Both__ of them", "Both of them", "*Both* of them"),
        ('<span style="color:red">Careful</span><br>Who is there?', "Careful\nWho is there?", "Careful\nWho is there?"),
        ("# Part 2\nWhere?", "Part 2\nWhere?", "Part 2\nWhere?"),
        ("See [the notice](https://izwi.example/privacy).", "See the notice: https://izwi.example/privacy.", None),
        ("Tom &amp; Thandi&nbsp;agree", "Tom & Thandi\u00a0agree", None),
        ("snake_case_name and 2 ** 3", "snake_case_name and 2 ** 3", None),
        ("${name} #4 [other]", "${name} #4 [other]", None),
    ],
)
def test_a_label_in_a_chat(label: str, sms: str, whatsapp: str | None) -> None:
    assert plain(label, "sms") == sms
    assert plain(label, "whatsapp") == (sms if whatsapp is None else whatsapp)
