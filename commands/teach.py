"""``flask teach``: what was not understood, labelled; models trained, compared, taken into service and taken back.

What is printed of residents' words is masked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

import words
from messaging.switchboard import Switchboard
from settings import Settings
from teaching import comparing, labelling, rasa, service, training, waiting, writing
from teaching.registry import SHIPPED, Busy, Card, Registry, Scores, Unknown
from teaching.swapping import Rasas, SwapFailed

group = AppGroup("teach", help="What was not understood, and the models that learn from it.")

SHORT = 8
"""Characters of an id that are enough to name it."""

FIRST_TIME = {"training": 60.0, "evaluating": 60.0}
"""Seconds that are expected where no model was trained before."""

TOLD = ("accuracy", "macro_f1", comparing.EMERGENCY_RECALL)
"""Measures in the list of models."""

by_option = click.option("--by", required=True, help="Who decides it: a role or initials, for the record.")
only_option = click.option("--only", "only", multiple=True, type=int, help="Only this message of the group; may be repeated.")


@group.command("list")
@click.option("--language", type=click.Choice(words.LANGUAGES), help="Only groups with messages in this language.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many groups.")
def list_command(language: str | None, limit: int) -> None:
    """What was not understood or was taken back: groups of like messages, those of most residents first."""
    with _board().sessions.reading() as session:
        groups = [each for each in waiting.groups(session) if language in (None, *each.languages)]
    for each in groups[:limit]:
        click.echo(_headline(each))
        for item in each.items:
            click.echo(f"  {item.number:>8}  {item.row.language}  {item.text or '…'}")
    click.echo(f"{len(groups)} groups wait, of {sum(len(each.items) for each in groups)} messages.")


@group.command()
@click.argument("group", type=int)
@click.argument("intent", required=False)
@by_option
@only_option
@click.option("--ignore", is_flag=True, help="Take it off the list: it teaches nothing.")
def label(group: int, intent: str | None, by: str, only: Sequence[int], ignore: bool) -> None:
    """Say that GROUP means INTENT. Masked examples are kept; the way back to the messages is not."""
    if bool(intent) == ignore:
        raise click.UsageError("name an INTENT, or say --ignore")
    with _refusing(), _board().sessions.writing() as session:
        now = datetime.now(UTC)
        if intent is None:
            click.echo(f"{labelling.ignore(session, group, by, now, only)} messages are off the list.")
            return
        labelled = labelling.label(session, group, intent, by, now, only)
    for number, reason in labelled.left:
        click.echo(f"{number} stays: {reason}.", err=True)
    click.echo(f"{labelled.examples} messages mean {intent}.")


@group.command()
def labelled() -> None:
    """Every labelled example: its id, language, intent and masked text, and who labelled it."""
    with _board().sessions.reading() as session:
        for each in labelling.examples(session):
            click.echo(f"{each.id[:SHORT]}  {each.language}  {each.intent}  {each.text}  ({each.labelled_by})")


@group.command()
@click.argument("example")
@by_option
def unlabel(example: str, by: str) -> None:
    """Remove the labelled EXAMPLE: the next model does not learn it."""
    with _refusing(), _board().sessions.writing() as session:
        labelling.take_back(session, example, by, datetime.now(UTC))
    click.echo(f"{example} is removed.")


@group.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the labelled examples into FOLDER as Rasa's files, to be put into nlu/ by a pull request."""
    with _board().sessions.reading() as session:
        counts = writing.write(writing.fresh(labelling.examples(session)), folder)
    click.echo(f"{counts.total()} examples in {len(counts)} files.")


@group.command()
@click.option("--by", help="Who accepts it: a role or initials, for the record.")
@click.option("--accept", "accept_it", is_flag=True, help="Take it into service without asking, if nothing speaks against it.")
def train(by: str | None, accept_it: bool) -> None:
    """Train a model with what was labelled, compare it with the one that runs, and take it into service if you accept it."""
    if accept_it and not by:
        raise click.UsageError("--accept needs --by: every model knows who accepted it")
    registry = _registry()
    with _refusing(), registry.alone():
        with _board().sessions.reading() as session:
            card = training.prepare(registry, labelling.examples(session), datetime.now(UTC))
        card.compared_with, why_not = registry.at_start()
        if why_not is not None:
            click.echo(f"{why_not}; it is compared with the shipped one.", err=True)
        taught = sum(number for intents in card.labelled.values() for number in intents.values())
        click.echo(f"Model {card.id} learns {taught} labelled examples besides those that ship.")
        with _progress("training", _last(registry, "training")) as watch:
            training.train(registry, card, watch)
        with _progress("evaluating the new model", _last(registry, "evaluating")) as watch:
            after, seconds = service.evaluate(registry, card, card.id, watch)
        with _progress("evaluating the running model", seconds) as watch:
            before, _ = service.evaluate(registry, card, card.compared_with, watch)
        service.judge(registry, card, before, after, seconds)
        _tell_difference(before, after)
        if card.state != "passed":
            for reason in card.reasons:
                click.echo(f"AGAINST IT  {reason}")
            raise click.ClickException(f"model {card.id} is not taken into service; {card.compared_with} goes on")
        if not accept_it and not click.confirm(f"Take model {card.id} into service?"):
            click.echo(f"It waits: `flask teach accept {card.id} --by …`.")
            return
        _accept(registry, card.id, by or click.prompt("Who accepts it"))


@group.command()
@click.argument("model")
@by_option
def accept(model: str, by: str) -> None:
    """Take MODEL into service, which was trained and found good before."""
    with _refusing(), _registry().alone():
        _accept(_registry(), model, by)


@group.command()
@click.argument("model", required=False)
@by_option
def rollback(model: str | None, by: str) -> None:
    """Return to the model before this one, or to MODEL; `shipped` is the one that came with the software."""
    with _refusing(), _registry().alone():
        name, changed = service.roll_back(_board().sessions, _registry(), _rasas(), model, by, datetime.now(UTC))
    click.echo(_served(name, changed))


@group.command()
def models() -> None:
    """Every model: what it learnt, how it scored, who accepted it, and with which one Rasa starts (*)."""
    registry = _registry()
    running, why_not = registry.at_start()
    for card in registry.cards():
        click.echo(f"{'*' if card.id == running else ' '} {card.id}  {card.state:8}  {_learnt(card)}")
        for name, languages in card.scores.sets.items():
            scores = ", ".join(
                f"{language} " + " ".join(f"{measure}={measures[measure]:.3f}" for measure in TOLD if measure in measures)
                for language, measures in languages.items()
            )
            click.echo(f"      {name}: {scores}")
        for reason in card.reasons:
            click.echo(f"      against it: {reason}")
        if card.accepted_at is not None:
            click.echo(f"      accepted {card.accepted_at} by {card.accepted_by}, instead of {card.replaced}")
    click.echo(f"{'*' if running == SHIPPED else ' '} {SHIPPED}")
    if why_not is not None:
        click.echo(f"{why_not}: run `flask teach train` again.")
    with _refusing():
        for name in _rasas().running():
            if name != running:
                click.echo(f"Rasa still runs {name}: start it anew.")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns our errors into one sentence for whoever typed the command."""
    try:
        yield
    except (
        labelling.Refused,
        training.NothingToLearn,
        rasa.Failed,
        service.NotAllowed,
        SwapFailed,
        Unknown,
        Busy,
    ) as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _progress(what: str, expected: float) -> Iterator[Callable[[float], None]]:
    """A bar that fills as the seconds pass which it took the last time."""
    length = max(round(expected), 1)
    with click.progressbar(length=length, label=what, show_eta=False, item_show_func=lambda told: told) as bar:

        def watch(seconds: float) -> None:
            # What takes longer than the last time does not pretend to be done.
            reached = min(int(seconds), length - 1)
            bar.update(reached - bar.pos, f"{seconds:.0f} s (last time {expected:.0f} s)")

        yield watch
        bar.update(length - bar.pos)


def _last(registry: Registry, what: str) -> float:
    return next((card.seconds[what] for card in registry.cards() if what in card.seconds), FIRST_TIME[what])


def _tell_difference(before: Scores, after: Scores) -> None:
    changes = comparing.changes(before, after)
    for change in changes:
        old, new = (f"{value:.3f}" if value is not None else "  -  " for value in (change.before, change.after))
        click.echo(f"{change.of:10} {change.language:4} {change.name:28} {old} → {new}")
    if not changes:
        click.echo("No score differs.")


def _accept(registry: Registry, model: str, by: str) -> None:
    changed = service.accept(_board().sessions, registry, _rasas(), model, by, datetime.now(UTC))
    click.echo(_served(model, changed))


def _served(model: str, changed: int) -> str:
    if not changed:
        return f"Model {model} is accepted. Rasa is not running: it starts with it."
    return f"Model {model} answers from now on."


def _headline(group: waiting.Group) -> str:
    thoughts = [f"{intent} {low:.2f}" + (f"-{high:.2f}" if high > low else "") for intent, _, low, high in group.thoughts]
    meant = "".join(f"  meant {intent} ({count})" for intent, count in group.meant)
    size = f"{group.contacts} contacts, {len(group.items)} messages"
    return f"{group.number}  {size}  {' '.join(group.languages)}  thought {', '.join(thoughts)}{meant}"


def _learnt(card: Card) -> str:
    told = [
        f"{language} {sum(intents.values())} (+{sum(card.labelled.get(language, {}).values())})"
        for language, intents in card.examples.items()
    ]
    return "  ".join(told)


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _registry() -> Registry:
    return Registry(_settings().models_dir)


def _rasas() -> Rasas:
    return Rasas(_settings().rasa_urls, _settings().rasa_token.get_secret_value())
