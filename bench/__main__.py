"""``make bench``: one run of every figure in docs/benchmarks.md, printed as its table."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bench.load import Residents
from bench.stand_in import StandIn
from bench.system import ACCOUNT, TOKEN, memory, running
from settings import ROOT
from words.segments import count

CONVERSATIONS = {
    "es": ("+526565550100", ["Me asaltaron anoche en Anapra", "no", "si", "1"]),
    "en": ("+27605550100", ["There is no water in Umlazi V section", "yesterday", "no", "yes", "1"]),
    "zu": ("+27605550100", ["Isibani somgwaqo siphukile eMlazi", "izolo", "cha", "yebo", "1"]),
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="izwi-bench-") as temporary:
        folder = Path(temporary)
        if "--clone" in sys.argv:
            say("`make run` from a clean clone until ready", f"{from_clone(folder / 'clone'):.0f} s")
        twilio = StandIn()
        more = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_BASE_URL": twilio.url, "PUBLIC_URL": ""}
        with running(folder / "system", more) as (url, seconds, pid):
            say("`make run` again until ready", f"{seconds:.1f} s")
            residents = Residents(url)
            segments(residents, twilio)
            replies(residents, twilio)
            for rate in (20, 60):
                took = [each * 1000 for each in residents.at_a_rate(rate, 20, "hello", first=rate * 1000)]
                say(f"ack at {rate} messages/s, p50 / p99", f"{median(took):.1f} / {quantiles(took, n=100)[98]:.1f} ms")
            parts = memory(pid)
            say("memory, whole system", f"{sum(parts.values()):.0f} MB")
            for name, size in sorted(parts.items()):
                say(f"memory, {name}", f"{size:.0f} MB")


def say(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


def from_clone(folder: Path) -> float:
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "izwi")], check=True)
    with running(folder, {}, ("make", "run"), folder / "izwi") as (_, seconds, _):
        return seconds


def segments(residents: Residents, twilio: StandIn) -> None:
    """What a report costs by SMS when its first message said what and where."""
    for number, (language, (sender, messages)) in enumerate(CONVERSATIONS.items()):
        who = f"+27605550{150 + number}"
        for position, message in enumerate(messages, start=1):
            residents.write(who, message, sender)
            twilio.wait_for(who, position)
        said = [body for _, body in twilio.arrived[who]]
        say(f"outbound SMS segments of a report, {language}", f"{sum(count(body).segments for body in said)}")


def replies(residents: Residents, twilio: StandIn) -> None:
    """From the webhook to the REST call that carries the answer, at 5 messages a second."""
    took, people = [], 100
    began: dict[str, float] = {}
    due = time.perf_counter()
    for number in range(people):
        due += 0.2
        time.sleep(max(0.0, due - time.perf_counter()))
        who = f"+27605551{number:03d}"
        began[who] = time.perf_counter()
        residents.write(who, "There is no water in Umlazi V section")
    for who, start in began.items():
        arrived = twilio.wait_for(who, 1)
        took.append((arrived[0][0] - start) * 1000)
    say("reply at 5 messages/s, p50 / p95", f"{median(took):.0f} / {quantiles(took, n=20)[18]:.0f} ms")


if __name__ == "__main__":
    main()
