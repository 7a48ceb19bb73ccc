"""Functions that draw: the same values every time that the same turn is run, different ones for every question and draw."""

import hashlib
import math
from collections.abc import Sequence
from math import isinf, isnan

from flows.expressions.errors import ExpressionError
from flows.expressions.functions.registry import Built, function
from flows.expressions.parts import Part
from flows.expressions.scope import Context, Node
from flows.expressions.values import text, text_number

_LARGEST = 2_147_483_647
_MULTIPLIER = 16_807
_LONGEST = 10_000


def _drawn(context: Context) -> bytes:
    """32 bytes for this seed, question and draw."""
    draw = context.work.draws
    context.work.draws += 1
    return hashlib.sha256(f"{context.scope.seed}\n{_where(context.scope.node)}\n{draw}".encode()).digest()


def _where(node: Node) -> str:
    steps = []
    here: Node | None = node
    while here is not None:
        above = here.parent
        equals = [sibling for sibling in above.children if sibling.name == here.name] if above is not None else [here]
        steps.append(f"{here.name}[{next((index for index, each in enumerate(equals, 1) if each is here), 0)}]")
        here = above
    return "/".join(reversed(steps))


@function("random()")
def _random(parts: Sequence[Part]) -> Built:
    """From 0 to below 1, with 15 decimals."""
    return "number", lambda context: int.from_bytes(_drawn(context)[:8]) % 10**15 / 10**15


@function("uuid(length?)")
def _uuid(parts: Sequence[Part]) -> Built:
    """A version 4 UUID; with a length so many hexadecimal digits."""
    if not parts:

        def whole(context: Context) -> str:
            found = bytearray(_drawn(context)[:16])
            found[6] = found[6] & 0x0F | 0x40
            found[8] = found[8] & 0x3F | 0x80
            digits = found.hex()
            return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

        return "text", whole
    length = parts[0].number()

    def run(context: Context) -> str:
        wanted = length(context)
        if isnan(wanted) or wanted > _LONGEST:
            raise ExpressionError(f"uuid() gives at most {_LONGEST} characters")
        digits = ""
        while len(digits) < wanted:
            digits += _drawn(context).hex()
        return digits[: max(0, math.floor(wanted))]

    return "text", run


@function("randomize(questions, seed?)")
def _randomize(parts: Sequence[Part]) -> Built:
    """Shuffled; by the same seed always in the same order, which is the order of every other OpenRosa client."""
    nodes = parts[0].nodes()
    seed = parts[1].run if len(parts) > 1 else None

    def run(context: Context) -> list[Node]:
        if seed is None:
            start = int.from_bytes(_drawn(context)[:8], signed=True)
        else:
            start = _seeded(text(seed(context)), context)
        return shuffled(nodes(context), start)

    return "nodes", run


def _seeded(written: str, context: Context) -> int:
    """A number's whole part; any other text by the first 8 bytes of its SHA-256, as JavaRosa does."""
    if not written:
        return 0
    number = text_number(written, context)
    if isnan(number) or isinf(number):
        return int.from_bytes(hashlib.sha256(written.encode()).digest()[:8], signed=True)
    return math.trunc(number)


def shuffled(nodes: Sequence[Node], seed: int) -> list[Node]:
    """Fisher and Yates inside out, with Park and Miller's generator (ODK XForms specification, randomize)."""
    state = abs(seed) % _LARGEST * (1 if seed > 0 else -1)  # the remainder has the sign of the seed
    if state <= 0:
        state += _LARGEST - 1
    found: list[Node] = []
    for index, node in enumerate(nodes):
        state = state * _MULTIPLIER % _LARGEST
        other = math.floor((state - 1) / (_LARGEST - 1) * (index + 1))
        if other == index:
            found.append(node)
        else:
            found.append(found[other])
            found[other] = node
    return found
