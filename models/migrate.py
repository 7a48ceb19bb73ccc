"""Bringing a database to this version's tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

FOLDER = Path(__file__).with_name("migrations")


def configuration(url: str) -> Config:
    """Alembic's configuration; there is no ini file, the URL comes from the settings."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Create or change the tables. A new SQLite file gets its folder, readable by its owner alone."""
    address = make_url(url)
    if address.drivername.startswith("sqlite") and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(configuration(url), "head")
