"""When a value of ours and one of ODK's engine are the same, though they are not written alike."""

from __future__ import annotations

from math import isclose


def same(ours: str, theirs: str) -> bool:
    """Equal as texts, or as numbers word for word ("30.883 0 0" and "30.883 0.0 0.0"), or as the files they count."""
    if ours == theirs:
        return True
    mine, yours = _parts(ours), _parts(theirs)
    return len(mine) == len(yours) and all(_alike(a, b) for a, b in zip(mine, yours, strict=True))


def _parts(value: str) -> list[str]:
    return value.replace(";", " ; ").split()


def _alike(ours: str, theirs: str) -> bool:
    try:
        return ours == theirs or isclose(float(ours), float(theirs), rel_tol=1e-12)
    except ValueError:
        return theirs == f"{ours}.jpg"
