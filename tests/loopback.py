"""A web server on this machine that gives a tiny model, in parts or broken as a test wants it."""

import hashlib
import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voicecoach.models.catalogue import Model

CONTENT = bytes(range(256)) * 2000


def packed(*members: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as out:
        for name, content in members or (("tiny-1/am/final", CONTENT), ("tiny-1/README", b"hello")):
            out.writestr(name, content)
    return whole.getvalue()


class Server(http.server.ThreadingHTTPServer):
    """Serves ``body`` at every path, by ranges; after ``cuts`` is used up, whole. Notes what was asked."""

    body = b""
    cuts: list[int]
    asked: list[str]
    status: int | None = None
    ranges = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tiny.zip"


class Answers(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append(wanted)
        if self.server.status:
            self.send_error(self.server.status)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.ranges else 0
        body = self.server.body
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end = self.server.cuts.pop(0) if self.server.cuts else len(body)
        self.wfile.write(body[start:end])


@contextmanager
def serving() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Answers) as server:
        server.body, server.cuts, server.asked = packed(), [], []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def tiny(*sources: str, body: bytes | None = None) -> Model:
    content = packed() if body is None else body
    digest = hashlib.sha256(content).hexdigest()
    return Model("tiny", "A model", "test", "en", len(content), "MIT", sources, "tiny-1", digest)


def old_model(home: Path) -> Path:
    (home / "tiny").mkdir(parents=True)
    (home / "tiny" / "old").write_text("old", "utf-8")
    return home / "tiny"
