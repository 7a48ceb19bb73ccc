"""What a model is trained from, and its fingerprint: two models with the same one learnt from the same files.

Standard library only: the app (Python 3.11) and Rasa's edge (Python 3.10) both use it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

RULES = ("config.yml", "bot/domain", "bot/rules", "nlu/components", "nlu/fold.py")
"""What the actions and Rasa's components expect of a model: one with other rules cannot take another's place."""

EXAMPLES = ("nlu/es", "nlu/en", "nlu/zu")
LEXICON = "nlu/concepts"


def rules(root: Path = ROOT) -> str:
    """The fingerprint of what a model must share with the Rasa that runs it."""
    return fingerprint(RULES, root)


def all_of(root: Path = ROOT) -> str:
    """The fingerprint of everything that the shipped model is trained from."""
    return fingerprint((*RULES, *EXAMPLES, LEXICON), root)


def fingerprint(parts: Iterable[str], root: Path = ROOT) -> str:
    """One for the names and the bytes of these files and folders, whatever order they are listed in."""
    digest = hashlib.sha256()
    for path in sorted(file for part in parts for file in _files(root / part)):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in path.rglob("*"):
        if file.is_file() and file.suffix in (".yml", ".py"):
            yield file
