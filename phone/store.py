"""The phone's memory: everything in RAM, every change appended to a file that is read again at the start."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from phone.records import Content, Message


def now() -> datetime:
    return datetime.now(UTC)


def new_sid(prefix: str) -> str:
    """Twilio's form of an identifier: two letters and 32 hexadecimal digits."""
    return prefix + token_hex(16)


class Store:
    """Messages, content and opt-outs; safe to use from many threads."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = now) -> None:
        self.clock = clock
        self._lock = threading.RLock()
        self._messages: dict[str, Message] = {}
        self._talks: dict[tuple[str, str], dict[str, None]] = {}
        self._contents: dict[str, Content] = {}
        self._silenced: set[tuple[str, str]] = set()
        self._revision = 0
        self._media = folder / "phone-media"
        self._media.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._journal = folder / "phone.jsonl"
        self._reload()

    # Messages

    def add(self, message: Message) -> Message:
        with self._lock:
            return self._put(message)

    def change(self, sid: str, **values: Any) -> Message:
        with self._lock:
            return self._put(replace(self._messages[sid], **values))

    def message(self, sid: str) -> Message | None:
        return self._messages.get(sid)

    def messages(self) -> list[Message]:
        """All of them, oldest first."""
        with self._lock:
            return list(self._messages.values())

    def conversation(self, resident: str, line: str) -> list[Message]:
        """Oldest first."""
        with self._lock:
            return [self._messages[sid] for sid in self._talks.get((resident, line), ())]

    def conversations(self) -> list[tuple[str, str]]:
        """Who has spoken with which line, in the order in which they began."""
        with self._lock:
            return list(self._talks)

    @property
    def revision(self) -> int:
        return self._revision

    def mark_read(self, resident: str, line: str) -> None:
        """What was written before the city's latest WhatsApp message has been read: it was answered."""
        with self._lock:
            talk = self.conversation(resident, line)
            answers = [place for place, message in enumerate(talk) if not message.inbound]
            for message in talk[: answers[-1]] if answers else []:
                if message.inbound and message.status == "delivered":
                    self._put(replace(message, status="read"))

    # Media

    def keep_file(self, sid: str, data: bytes) -> None:
        (self._media / sid).write_bytes(data)

    def file(self, sid: str) -> Path:
        return self._media / sid

    # WhatsApp content

    def add_content(self, content: Content) -> Content:
        with self._lock:
            self._contents[content.sid] = content
            self._append("content", asdict(content))
            return content

    def content(self, sid: str) -> Content | None:
        return self._contents.get(sid)

    def contents(self) -> list[Content]:
        with self._lock:
            return list(self._contents.values())

    def drop_content(self, sid: str) -> None:
        with self._lock:
            del self._contents[sid]
            self._append("dropped", {"sid": sid})

    # Opt-outs

    def silence(self, resident: str, line: str, silent: bool) -> None:
        with self._lock:
            (self._silenced.add if silent else self._silenced.discard)((resident, line))
            self._append("silence", {"resident": resident, "line": line, "silent": silent})

    def is_silenced(self, resident: str, line: str) -> bool:
        return (resident, line) in self._silenced

    # The file

    def _put(self, message: Message) -> Message:
        self._revision += 1
        message = replace(message, revision=self._revision)
        self._remember(message)
        self._append("message", message.as_row())
        return message

    def _remember(self, message: Message) -> None:
        self._messages[message.sid] = message
        self._talks.setdefault((message.resident, message.line), {})[message.sid] = None

    def _append(self, kind: str, row: dict[str, Any]) -> None:
        with self._journal.open("a", encoding="utf-8") as out:
            out.write(_line(kind, row))

    def _reload(self) -> None:
        lines = self._journal.read_text("utf-8").splitlines() if self._journal.exists() else []
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the process ended in the middle of this line
            self._recall(entry["kind"], entry["row"])
        self._compact()

    def _recall(self, kind: str, row: dict[str, Any]) -> None:
        if kind == "message":
            message = Message.from_row(row)
            self._remember(message)
            self._revision = max(self._revision, message.revision)
        elif kind == "content":
            self._contents[row["sid"]] = Content(**row)
        elif kind == "dropped":
            self._contents.pop(row["sid"], None)
        elif kind == "silence":
            (self._silenced.add if row["silent"] else self._silenced.discard)((row["resident"], row["line"]))

    def _compact(self) -> None:
        """One line for each thing, whatever its history."""
        fresh = self._journal.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as out:
            fresh.chmod(0o600)
            out.writelines(_line("message", message.as_row()) for message in self._messages.values())
            out.writelines(_line("content", asdict(content)) for content in self._contents.values())
            for resident, line in self._silenced:
                out.write(_line("silence", {"resident": resident, "line": line, "silent": True}))
        fresh.replace(self._journal)


def _line(kind: str, row: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, "row": row}, ensure_ascii=False) + "\n"
