"""``flask words``: what a speaker has read, and what waits for one."""

import datetime
import textwrap
from pathlib import Path

import click
from flask.cli import AppGroup

import words
from teaching import sheet
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


@group.command("sheet")
@click.option("--language", type=click.Choice(words.LANGUAGES), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The HTML file to write.")
@click.option("--examples", type=click.IntRange(min=1), help="At most so many examples of each meaning; all by default.")
def sheet_command(language: str, out: Path, examples: int | None) -> None:
    """Write a sheet for a reader to print: all texts and examples of a language, with boxes to tick and room to correct."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(sheet.render(language, examples), "utf-8")
    click.echo(f"{out}: {len(sheet.said_by_us(language))} texts and their examples.")
