"""``flask words``: what a speaker has read, and what waits for one."""

import datetime
import textwrap

import click
from flask.cli import AppGroup

import words
from words import review

group = AppGroup("words", help="What the assistant says, and who has read it.")


@group.command()
@click.option("--language", type=click.Choice(words.LANGUAGES), required=True)
def unreviewed(language: str) -> None:
    """List the texts that no speaker of this language has read as they are now."""
    waiting = [text for text in review.texts() if text.language == language and not review.is_reviewed(text)]
    for text in waiting:
        click.echo(f"{text.name}\n{textwrap.indent(text.wording, '    ')}")
    click.echo(f"{len(waiting)} texts wait for a reader.")


@group.command()
@click.argument("name")
@click.option("--language", type=click.Choice(words.LANGUAGES), required=True)
@click.option("--by", required=True, help="Who read it: a role or initials, for the record.")
def approve(name: str, language: str, by: str) -> None:
    """Write down that a speaker has read NAME and found it right. A later change of the text makes it unreviewed again."""
    found = [text for text in review.texts() if text.language == language and text.name == name]
    if not found:
        raise click.ClickException(f"there is no text {name} in {language}")
    review.approve(found, by, datetime.datetime.now(datetime.UTC).date())
    click.echo(f"{name} is reviewed in {language}.")
