"""Just enough of Twilio to be written to: it takes messages and remembers when."""

import itertools
import json
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class StandIn:
    """A server on a free port; ``arrived`` holds, for each recipient, when messages came and what they said."""

    def __init__(self) -> None:
        self.arrived: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self._numbers = itertools.count(1)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                outer.arrived[form.get("To", "")].append((time.perf_counter(), form.get("Body", "")))
                answer = json.dumps({"sid": f"SM{0xF << 120 | next(outer._numbers):032x}", "status": "queued"}).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def wait_for(self, who: str, count: int, seconds: float = 30.0) -> list[tuple[float, str]]:
        """The messages to somebody, once there are so many of them."""
        until = time.perf_counter() + seconds
        while len(self.arrived[who]) < count and time.perf_counter() < until:
            time.sleep(0.002)
        return self.arrived[who]
