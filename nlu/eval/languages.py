"""``python -m nlu.eval.languages``: how well messages' languages are told, by length and in whole conversations."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter_ns

import cities
from nlu.eval import language_sets as sets
from nlu.language import chosen, identify
from nlu.language_of_reply import hear, reply_in


@dataclass(frozen=True)
class Heard:
    """One message, what it should have been heard as, and what it was."""

    row: str
    language: str
    text: str
    wanted: str
    heard: str

    @property
    def right(self) -> bool:
        """Whether it was heard as one of those wanted."""
        return self.wanted == sets.ANY or self.heard in self.wanted.split()


def heard(name: str) -> Iterator[Heard]:
    """Every message of a set, each on its own, from a contact nothing is known of."""
    all_cities = cities.load()
    for language in sets.LANGUAGES:
        texts = sets.messages(name, language)
        for length in sets.LENGTHS:
            for text in sets.of_length(texts, length):
                guess = identify(text, city=all_cities[sets.HOME[language]])
                yield Heard(length, language, text, language, "other" if guess.other else guess.language)
    for wanted, text in sets.labelled(name, "mixed"):
        guess = identify(text, city=all_cities[_city_of_mixed(wanted)])
        yield Heard("mixed", wanted.split()[0], text, wanted, "other" if guess.other else guess.language)
    for spoken, text in sets.labelled(name, "neighbours"):
        guess = identify(text, city=all_cities["durban"])
        yield Heard("neighbours", "zu", f"({spoken}) {text}", "zu", "other" if guess.other else guess.language)
        yield Heard("neighbours noticed", "zu", f"({spoken}) {text}", "True", str(guess.neighbour))
    for spoken, text in sets.labelled(name, "other"):
        yield Heard("other", "other", f"({spoken}) {text}", "True", str(identify(text, city=all_cities["durban"]).other))
    for contact in sets.LANGUAGES:
        for text in sets.nothing(name):
            said = hear(text, contact=contact, city=all_cities["juarez" if contact == "es" else "durban"])
            yield Heard("tells nothing", contact, text, contact, "other" if said.other else said.language)


def answered(conversation: sets.Conversation) -> Iterator[Heard]:
    """A conversation's replies' languages, decided as the assistant decides them."""
    city = cities.load()[conversation.city]
    contact, is_chosen = None, False
    for turn in conversation.turns:
        said = hear(turn.text, city=city, contact=contact, is_chosen=is_chosen)
        known = {"contact": contact, "is_chosen": is_chosen, "is_asked": turn.is_asked, "is_tapped": turn.is_tapped}
        language = reply_in(said.language, turn.text, **known)
        asked_for = chosen(turn.text)
        contact, is_chosen = (asked_for, True) if asked_for else (language, is_chosen)
        text = f"{turn.text}  [{conversation.who}]"
        yield Heard("conversations", turn.language, text, turn.language, contact)
        if turn.language == sets.ANY:
            yield Heard("conversations", turn.language, text, "True", str(said.other))


def microseconds(names: Sequence[str]) -> list[float]:
    """How long each message of these sets takes, the quickest of three times, in order."""
    city = cities.load()["durban"]
    texts = [text for name in names for language in sets.LANGUAGES for text in sets.messages(name, language)]
    for text in texts[:100]:
        identify(text, city=city)
    return sorted(min(_once(text, city) for _ in range(3)) for text in texts)


def _once(text: str, city: cities.City) -> float:
    begun = perf_counter_ns()
    identify(text, city=city)
    return (perf_counter_ns() - begun) / 1000


def everything(name: str) -> list[Heard]:
    """All that a set holds."""
    return [*heard(name), *(one for conversation in sets.conversations(name) for one in answered(conversation))]


def shares(ones: Sequence[Heard]) -> dict[str, dict[str, tuple[int, int]]]:
    """How many were right, of how many, by row and language."""
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for one in ones:
        for column in (one.language, "all"):
            right, n = table.setdefault(one.row, {}).get(column, (0, 0))
            table[one.row][column] = (right + one.right, n + 1)
    return table


def main(arguments: Sequence[str] = ()) -> int:
    """Print the shares of what was heard rightly."""
    parser = argparse.ArgumentParser(prog="python -m nlu.eval.languages", description="How well languages are told.")
    parser.add_argument("--wrong", action="store_true", help="list what was heard wrongly")
    parser.add_argument("sets", nargs="*", help=f"some of {', '.join(sets.SETS)}; all by default")
    options = parser.parse_args(arguments)
    names = options.sets or sets.SETS
    for name in names:
        ones = everything(name)
        print(f"\n{name:20}" + "".join(f"{column:>14}" for column in (*sets.LANGUAGES, "all")))
        for row, columns in shares(ones).items():
            print(f"{row:20}" + "".join(_cell(columns.get(column)) for column in (*sets.LANGUAGES, "all")))
        for one in ones if options.wrong else ():
            if not one.right:
                print(f"  {one.row}: {one.wanted} -> {one.heard}  {one.text}")
    taken = microseconds(names)
    print(
        f"\nidentify: median {taken[len(taken) // 2]:.0f} µs, p99 {taken[int(len(taken) * 0.99)]:.0f} µs, {len(taken)} messages"
    )
    return 0


def _cell(counted: tuple[int, int] | None) -> str:
    return f"{'':14}" if counted is None else f"{counted[0] / counted[1]:7.3f} ({counted[1]:4d})"


def _city_of_mixed(wanted: str) -> str:
    return sets.HOME[wanted.split()[0]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
