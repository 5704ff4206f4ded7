"""Models are fetched, verified and swapped in; whatever breaks, an installed one stays. Loopback only."""

import errno
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from loopback import CONTENT, Server, old_model, packed, serving, tiny

from voicecoach.errors import ModelError
from voicecoach.models import archive, fetch, manifest, places, unpack
from voicecoach.models.catalogue import Model


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def nowhere() -> str:
    """An address on this machine where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/tiny.zip"


def install(model: Model, home: Path, told: list[tuple[int, int]] | None = None) -> Path:
    return archive.install(model, home, 5.0, None if told is None else lambda done, total: told.append((done, total)))


def test_a_model_is_fetched_verified_and_installed(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = install(tiny(server.url), tmp_path, told)
    assert folder == tmp_path / "tiny"
    assert (folder / "am" / "final").read_bytes() == CONTENT
    assert manifest.sizes(folder) == {"README": 5, "am/final": len(CONTENT)}
    assert told[-1] == (len(server.body), len(server.body))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert sorted(f.name for f in tmp_path.iterdir()) == [".partial", "tiny"]
    assert not list((tmp_path / ".partial").iterdir())


def test_a_download_that_is_cut_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.cuts = [100_000, 300_000]
    assert install(tiny(server.url), tmp_path).is_dir()
    assert server.asked == ["", "bytes=100000-", "bytes=300000-"]


def test_what_was_fetched_in_part_another_time_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".partial").mkdir()
    (tmp_path / ".partial" / "tiny.zip").write_bytes(server.body[:1234])
    install(tiny(server.url), tmp_path)
    assert server.asked == ["bytes=1234-"]


def test_a_whole_file_that_waited_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".partial").mkdir()
    (tmp_path / ".partial" / "tiny.zip").write_bytes(server.body)
    assert install(tiny(server.url), tmp_path).is_dir()


def test_a_wrong_beginning_is_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".partial").mkdir()
    (tmp_path / ".partial" / "tiny.zip").write_bytes(b"x" * 1000)
    assert install(tiny(server.url), tmp_path).is_dir()
    assert server.asked == ["bytes=1000-", ""]


def test_a_server_without_ranges_gives_it_afresh(server: Server, tmp_path: Path) -> None:
    server.ranges, server.cuts = False, [100_000]
    assert install(tiny(server.url), tmp_path).is_dir()
    assert server.asked == ["", "bytes=100000-"]


def test_sources_are_tried_in_order_until_one_gives_the_right_file(server: Server, tmp_path: Path) -> None:
    with serving() as other:
        other.body = b"not it" * 100
        assert install(tiny(nowhere(), other.url, server.url), tmp_path).is_dir()
    assert (other.asked, server.asked) == ([""], [""])


def test_a_wrong_hash_is_refused_and_the_old_model_stays(server: Server, tmp_path: Path) -> None:
    old = old_model(tmp_path)
    model = tiny(server.url)
    server.body = packed(("tiny-1/am/final", b"evil"))
    with pytest.raises(ModelError, match=r"SHA-256 differs.*voicecoach models get tiny"):
        install(model, tmp_path)
    assert (old / "old").read_text("utf-8") == "old"
    assert not list((tmp_path / ".partial").iterdir())


def test_a_download_cut_for_good_is_kept_and_the_old_model_stays(server: Server, tmp_path: Path) -> None:
    old = old_model(tmp_path)
    server.cuts = [50_000] * 20
    with pytest.raises(ModelError, match="connection broke"):
        install(tiny(server.url), tmp_path)
    assert (tmp_path / ".partial" / "tiny.zip").stat().st_size == 50_000
    assert (old / "old").exists()


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_server_that_refuses_is_named(server: Server, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(ModelError, match=f"127.0.0.1 does not have the file .HTTP {status}"):
        install(tiny(server.url), tmp_path)


def test_no_connection_is_said_in_a_sentence_and_within_the_time(tmp_path: Path) -> None:
    old = old_model(tmp_path)
    with pytest.raises(ModelError, match=r"could not be reached.*To try again, run: voicecoach models get tiny"):
        install(tiny(nowhere(), nowhere()), tmp_path)
    assert (old / "old").exists()


def test_a_name_that_takes_too_long_to_look_up_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    monkeypatch.setattr(fetch, "getaddrinfo", lambda *_: answer.wait(5))
    with pytest.raises(ModelError, match="could not be found within"):
        fetch.fetch("http://models.invalid/tiny.zip", tmp_path / "part", "", 1, 0.01)
    answer.set()


def test_a_file_that_never_ends_is_given_up(server: Server, tmp_path: Path) -> None:
    model = tiny(server.url, body=b"small")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        install(model, tmp_path)


class Full(io.RawIOBase):
    def write(self, _: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = old_model(tmp_path)
    real = Path.open

    def opened(path: Path, mode: str = "r", *rest: Any, **more: Any) -> IO[Any]:
        return Full() if mode in ("ab", "wb") else real(path, mode, *rest, **more)  # type: ignore[return-value]

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(ModelError, match=r"The disk is full. Make room"):
        install(tiny(server.url), tmp_path)
    assert (old / "old").exists()


def test_a_disk_that_fills_while_unpacking_leaves_the_old_model(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = old_model(tmp_path)

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(unpack.zipfile.ZipFile, "extractall", no_room)
    with pytest.raises(ModelError, match=r"could not be unpacked .No space left.*Make room"):
        install(tiny(server.url), tmp_path)
    assert (old / "old").exists()
    assert sorted(f.name for f in tmp_path.iterdir()) == [".partial", "tiny"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (packed()[:-300], "damaged"),
        (packed().replace(b"hello", b"jello"), "damaged"),
        (packed(("../evil", b"x")), "leads outside"),
        (packed(("/evil", b"x")), "leads outside"),
        (packed(("C:\\evil", b"x")), "leads outside"),
        (packed(("tiny-1/..\\..\\evil", b"x")), "leads outside"),
        (packed(("other/file", b"x")), "does not hold the folder tiny-1"),
    ],
)
def test_a_broken_or_hostile_archive_never_becomes_a_model(server: Server, tmp_path: Path, body: bytes, message: str) -> None:
    home = tmp_path / "home"
    old = old_model(home)
    server.body = body
    with pytest.raises(ModelError, match=message):
        install(tiny(server.url, body=body), home)
    assert (old / "old").exists()
    assert sorted(f.name for f in tmp_path.iterdir()) == ["home"]
    assert sorted(f.name for f in home.iterdir()) == [".partial", "tiny"]


def test_a_link_or_a_bomb_in_an_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tiny.zip"
    with zipfile.ZipFile(file, "w") as out:
        link = zipfile.ZipInfo("tiny-1/link")
        link.external_attr = 0o120777 << 16
        out.writestr(link, "/etc")
    with pytest.raises(ModelError, match="leads outside"):
        unpack.install(file, tiny(), tmp_path)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("tiny-1/zeros", bytes(1 << 20))
    with pytest.raises(ModelError, match="far more than a model"):
        unpack.install(file, tiny(), tmp_path)


def test_a_newer_model_replaces_the_old_one(server: Server, tmp_path: Path) -> None:
    old_model(tmp_path)
    folder = install(tiny(server.url), tmp_path)
    assert sorted(f.name for f in folder.iterdir()) == [manifest.NAME, "README", "am"]
    assert not (tmp_path / ".old-tiny").exists()


def test_a_swap_that_fails_brings_the_old_model_back(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = old_model(tmp_path)
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "tiny-1":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ModelError):
        install(tiny(server.url), tmp_path)
    assert (old / "old").exists()


def test_an_interrupted_swap_is_undone(tmp_path: Path) -> None:
    old = old_model(tmp_path)
    old.rename(places.aside(old))
    places.recover(old)
    assert (old / "old").exists()
    assert not places.aside(old).exists()
