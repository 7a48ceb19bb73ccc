"""``python -m supervisor.fresh_env``: a .env for this machine, from .env.example with new secrets."""

import secrets

from cryptography.fernet import Fernet

from settings import ROOT

EXAMPLE, FILE = ROOT / ".env.example", ROOT / ".env"


def text() -> str:
    """The example with every secret filled in, different each time."""
    fresh = {"ENCRYPTION_KEYS": Fernet.generate_key().decode()}
    fresh |= {name: secrets.token_urlsafe(32) for name in ("HASH_KEY", "RASA_TOKEN", "ACTIONS_TOKEN")}
    lines = EXAMPLE.read_text("utf-8").splitlines()
    return "\n".join(line + fresh.get(line.removesuffix("="), "") for line in lines) + "\n"


def main() -> None:
    if FILE.exists():
        print(".env is there already")
        return
    FILE.touch(mode=0o600)
    FILE.write_text(text(), "utf-8")
    print("wrote .env with new secrets: keep ENCRYPTION_KEYS and HASH_KEY as safe as the database")


if __name__ == "__main__":
    main()
