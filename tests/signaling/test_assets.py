import base64
import hashlib
from pathlib import Path

import pytest

from signaling import assets


def bundle(folder: Path) -> Path:
    for name in assets.NAMES:
        (folder / name).write_text(f"console.log('{name} ✓')")
    (folder / "texts").mkdir(exist_ok=True)
    for name in assets.TEXTS:
        (folder / name).write_text('{"key": "text ✓"}')
    return folder


def test_every_file_is_there_with_its_type(tmp_path: Path) -> None:
    loaded = assets.load(bundle(tmp_path))
    assert set(loaded) == {*assets.NAMES, *assets.TEXTS}
    for name in assets.TEXTS:
        assert loaded[name].content_type == "application/json"
    for name in assets.NAMES:
        asset = loaded[name]
        assert asset.name == name
        assert asset.body.decode() == f"console.log('{name} ✓')"
        assert asset.content_type == "text/javascript; charset=utf-8"


def test_integrity_is_the_sha384_that_browsers_compute(tmp_path: Path) -> None:
    asset = assets.load(bundle(tmp_path))["alongside.js"]
    algorithm, _, digest = asset.integrity.partition("-")
    assert algorithm == "sha384"
    assert base64.b64decode(digest) == hashlib.sha384(asset.body).digest()


def test_the_etag_follows_the_content(tmp_path: Path) -> None:
    loaded = assets.load(bundle(tmp_path))
    assert loaded["alongside.js"].etag != loaded["agent.js"].etag
    (tmp_path / "alongside.js").write_text("changed")
    assert assets.load(tmp_path)["alongside.js"].etag != loaded["alongside.js"].etag
    assert assets.load(tmp_path)["agent.js"].etag == loaded["agent.js"].etag


@pytest.mark.parametrize("name", assets.NAMES)
def test_a_missing_file_names_itself_and_the_command(tmp_path: Path, name: str) -> None:
    (bundle(tmp_path) / name).unlink()
    with pytest.raises(assets.BundleMissing) as raised:
        assets.load(tmp_path)
    assert name in str(raised.value)
    assert assets.BUILD_COMMAND in str(raised.value)
