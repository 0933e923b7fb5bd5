"""`alongside`, with an empty browser bundle: for tests that need a server but no browser."""

from pathlib import Path
from tempfile import TemporaryDirectory

from signaling import assets


def stub_assets(says: str = "nothing") -> assets.Assets:
    """As `assets.load`, from files that hold one comment each, `says`."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "texts").mkdir()
        for name in assets.NAMES:
            (Path(folder) / name).write_text(f"// {says}\n")
        for name in assets.TEXTS:
            (Path(folder) / name).write_text("{}")
        return assets.load(Path(folder))


def install() -> None:
    """This process serves these from now on."""
    bundle = stub_assets()
    assets.load = lambda folder=assets.FOLDER: bundle
