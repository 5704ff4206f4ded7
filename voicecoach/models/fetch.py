"""Fetches one file over HTTP: with progress, going on where it was cut, and only kept when its SHA-256 is right."""

import errno
import hashlib
import threading
import urllib.parse
import urllib.request
from pathlib import Path
from socket import getaddrinfo

import urllib3
from urllib3.util import Retry, Timeout

from ..errors import ModelError
from .archive import Progress

BLOCK = 1 << 17
STALL = 30.0
"""Seconds without a byte after which a connection is taken as cut."""
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
CUTS = 5
"""How often a download goes on after being cut, while each time something came."""


class NotFetched(ModelError):
    """This source did not give the file; another may."""


def fetch(url: str, part: Path, sha256: str, size: int, wait: float, progress: Progress | None = None) -> None:
    """Complete the partial file ``part`` from the URL, waiting at most ``wait`` seconds for a connection.

    ``size`` is what to show while the server does not say. Raises NotFetched (what came is kept to go on with, unless its
    SHA-256 is wrong) and ModelError when the disk is full.
    """
    resumed = _size(part) > 0
    for cut in range(CUTS + 1):
        before = _size(part)
        try:
            _receive(url, part, size, wait, progress)
            break
        except urllib3.exceptions.HTTPError as err:
            if cut == CUTS or _size(part) <= before:
                raise NotFetched(f"{_host(url)} could not be reached, or the connection broke.") from err
        except OSError as err:
            raise _disk(err, part) from err
    if _sha256(part) != sha256:
        part.unlink(missing_ok=True)
        if not resumed:
            raise NotFetched(f"What {_host(url)} gave is not the model it should be (its SHA-256 differs).")
        fetch(url, part, sha256, size, wait, progress)  # what was there before may have been the wrong part


def _receive(url: str, part: Path, size: int, wait: float, progress: Progress | None) -> None:
    have = _size(part)
    headers = {"Range": f"bytes={have}-"} if have else {}
    _resolve(url, wait)
    answer = _pool(url, wait).request("GET", url, headers=headers, preload_content=False, decode_content=False)
    try:
        if answer.status == 416:  # nothing is left to send: the file is whole, or not ours
            return
        if answer.status not in (200, 206):
            raise NotFetched(f"{_host(url)} does not have the file (HTTP {answer.status}).")
        if answer.status == 200 or not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            have = 0
            if answer.status == 206:
                raise NotFetched(f"{_host(url)} sent another part of the file than was asked for.")
        total = have + int(answer.headers.get("Content-Length") or max(0, size - have))
        with part.open("ab" if have else "wb") as file:
            for block in answer.stream(BLOCK):
                file.write(block)
                have += len(block)
                if have > 2 * max(size, total):
                    raise NotFetched(f"{_host(url)} sent more than the file should have.")
                if progress:
                    progress(have, max(have, total))
    finally:
        answer.release_conn()
        answer.close()


def _pool(url: str, wait: float) -> urllib3.PoolManager:
    retries = Retry(total=5, connect=0, read=0, status=0, other=0, redirect=5)
    timeout = Timeout(connect=wait, read=STALL)
    parts = urllib.parse.urlsplit(url)
    proxy = None if urllib.request.proxy_bypass(parts.hostname or "") else urllib.request.getproxies().get(parts.scheme)
    if proxy:
        return urllib3.ProxyManager(proxy, retries=retries, timeout=timeout)
    return urllib3.PoolManager(retries=retries, timeout=timeout)


def _resolve(url: str, wait: float) -> None:
    """Looking a name up has no timeout of its own and can take half a minute; give up on it in time."""
    parts = urllib.parse.urlsplit(url)
    if urllib.request.getproxies().get(parts.scheme):
        return
    known = threading.Event()

    def look_up() -> None:
        try:
            getaddrinfo(parts.hostname, parts.port or 443)
        except OSError:  # the request itself will say so
            pass
        finally:
            known.set()

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    if not known.wait(wait):
        raise NotFetched(f"{_host(url)} could not be found within {wait:.0f} seconds.")


def _disk(err: OSError, part: Path) -> ModelError:
    if err.errno in FULL:
        return ModelError(f"The disk is full. Make room where {part.parent} is, then try again: it goes on where it stopped.")
    return ModelError(f"{part} could not be written ({err.strerror}). Check the folder's permissions, then try again.")


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).hostname or url
