"""`alongside`, with an empty browser bundle: for tests that need a server but no browser."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from signaling import assets, cli


@cache
def stub_assets() -> assets.Assets:
    """As `assets.load`, from files that hold one comment each."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "texts").mkdir()
        for name in assets.NAMES:
            (Path(folder) / name).write_text("// nothing\n")
        for name in assets.TEXTS:
            (Path(folder) / name).write_text("{}")
        return assets.load(Path(folder))


def install() -> None:
    """This process serves these from now on."""
    bundle = stub_assets()
    assets.load = lambda folder=assets.FOLDER: bundle


if __name__ == "__main__":
    install()
    cli.main()
