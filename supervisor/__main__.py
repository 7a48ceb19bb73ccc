"""``python -m supervisor``: the whole system in one terminal; Ctrl-C ends all of it."""

import signal
import socket
import threading
import time
from datetime import UTC, datetime

import requests

import settings
from flows import versions
from models.engine import Sessions, connect
from models.migrate import upgrade
from settings import ROOT, Settings
from supervisor import processes
from supervisor.keep import Keeper, printer

READY_SECONDS = 180


def main() -> None:
    chosen = settings.load_or_exit()
    if not (ROOT / processes.MODEL).exists():
        raise SystemExit(f"izwi: {processes.MODEL} is missing; `make train` makes it")
    for port in processes.ports(chosen):
        if _taken(port):
            raise SystemExit(f"izwi: port {port} is in use; stop what listens there, or set PORT to move all of Izwi")
    table = processes.all_of(chosen)
    say = printer([process.name for process in table] + ["izwi"])
    keeper = Keeper(say)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: keeper.stop())
    keeper.start(table[:1])  # Rasa takes longest, and needs no table
    try:
        _bring_up_to_date(chosen.sqlalchemy_url)
    except BaseException:
        keeper.stop()
        keeper.wait()
        raise
    keeper.start(table[1:])
    threading.Thread(target=_greet, args=(chosen, say), daemon=True).start()
    keeper.wait()


def _bring_up_to_date(url: str) -> None:
    """The tables of this version, and the flows that came with it."""
    upgrade(url)
    engine = connect(url, pool=1)
    with Sessions(engine).writing() as session:
        versions.ship(session, datetime.now(UTC))
    engine.dispose()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _greet(chosen: Settings, say) -> None:  # type: ignore[no-untyped-def]
    """Say where everything is, once it answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(f"http://127.0.0.1:{chosen.port}/readyz", timeout=3).status_code == 200:
                break
        except requests.RequestException:
            pass
        time.sleep(0.5)
    else:
        say("izwi", f"not ready after {READY_SECONDS} s: http://127.0.0.1:{chosen.port}/readyz says what is missing")
        return
    say("izwi", f"ready. Twilio calls {chosen.webhook_url}/twilio/inbound")
    if chosen.simulator:
        say("izwi", f"there is no Twilio account: try it on the phone page http://127.0.0.1:{chosen.phone_port}/")


if __name__ == "__main__":
    main()
