"""What is said about languages, and when: by the worker and the actions together, only Rasa stands aside."""

from sqlalchemy import select

from models import Contact
from tests.line import Line
from tests.messaging.outgoing import LUPITA, SIPHO, THANDI
from tests.teaching.saying import Town

OTHERS_IN_ZULU, OTHERS_IN_SPANISH = "English: write ENGLISH. Español: escribe ESPAÑOL.", "English: write ENGLISH. IsiZulu: bhala"
IN_ISIZULU = "Ngiphendula ngesiZulu."
WE_SPEAK = ("español, English, isiZulu", "isiZulu, English, español", "English, español, isiZulu")


def told(town: Town, who: str, text: str, intent: str = "greet") -> str:
    """Everything that is said to one message."""
    before = len(town.line.said_to(who))
    town.says(who, text, intent)
    return "\n".join(town.line.said_to(who)[before:])


def spoken(town: Town) -> tuple[str | None, bool]:
    """The contact's language, and whether they chose it."""
    with town.line.board.sessions.reading() as session:
        contact = session.scalars(select(Contact)).one()
        return contact.language, contact.language_chosen


def test_a_stranger_who_writes_but_a_place_is_told_of_the_other_languages_once(line: Line) -> None:
    town = Town(line)
    assert OTHERS_IN_ZULU in told(town, SIPHO, "eMlazi")
    assert OTHERS_IN_ZULU not in told(town, SIPHO, "eMlazi V")


def test_a_stranger_in_juarez_is_told_in_spanish(line: Line) -> None:
    assert OTHERS_IN_SPANISH in told(Town(line), LUPITA, "68")


def test_whose_language_is_plain_is_told_of_no_other(line: Line) -> None:
    said = told(Town(line), THANDI, "There is no water in our street since Monday", "help")
    assert "IsiZulu: bhala" not in said
    assert "escribe" not in said


def test_a_xhosa_speaker_is_answered_in_isizulu_and_offered_the_others_once(line: Line) -> None:
    town = Town(line)
    first = told(town, SIPHO, "Molweni, ndicela uncedo", "help")
    assert IN_ISIZULU in first
    assert OTHERS_IN_ZULU not in first, "the offer has said so already"
    assert spoken(town) == ("zu", False)
    assert IN_ISIZULU not in told(town, SIPHO, "enkosi kakhulu ngoncedo lwenu", "thanks")


def test_a_xhosa_speaker_who_began_in_english_is_offered_to_go_back_when_isizulu_is_spoken(line: Line) -> None:
    town = Town(line)
    assert IN_ISIZULU not in told(town, SIPHO, "Hello there, how does this work?", "help")
    assert spoken(town) == ("en", False)
    assert IN_ISIZULU in told(town, SIPHO, "andazi mandenze ntoni, ndiyoyika ukuhamba ebusuku", "help")
    assert spoken(town) == ("zu", False)


def test_a_xhosa_speaker_who_chose_english_keeps_it_and_is_offered_nothing(line: Line) -> None:
    town = Town(line)
    told(town, SIPHO, "English please", "language")
    assert IN_ISIZULU not in told(town, SIPHO, "andazi mandenze ntoni, ndiyoyika ukuhamba ebusuku", "help")
    assert spoken(town) == ("en", True)


def test_who_cries_for_help_is_told_nothing_about_languages_first(line: Line) -> None:
    said = told(Town(line), SIPHO, "Molweni, bandibetha khawulezani", "emergency")
    assert "10111" in said
    assert IN_ISIZULU not in said


def test_a_french_speaker_is_told_which_languages_are_spoken_and_shown_the_menu(line: Line) -> None:
    town = Town(line)
    said = told(town, SIPHO, "Bonjour, on m'a volé mon téléphone hier soir", "report")
    assert any(named in said for named in WE_SPEAK)
    assert "What would you like to do" in said or "1" in said
    assert spoken(town) == ("en", False), "a stranger in Durban who writes none of ours reads English likeliest"


def test_a_short_answer_of_another_language_keeps_the_conversations(line: Line) -> None:
    town = Town(line)
    told(town, THANDI, "The street lights are broken in our road", "report")
    assert spoken(town) == ("en", False)
    told(town, THANDI, "eNanda")
    told(town, THANDI, "izolo ebusuku")
    assert spoken(town) == ("en", False)
    told(town, THANDI, "angazi kahle kodwa ngicabanga ukuthi bekungoMsombuluko ebusuku")
    assert spoken(town) == ("zu", False)
