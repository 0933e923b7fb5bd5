"""`alongside`, with another browser bundle: an empty one for tests that need a server but no
browser, or that of another build.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from signaling import assets, cli


@cache
def stub_assets(says: str = "nothing") -> assets.Assets:
    """As `assets.load`, from files that hold one comment each, `says`."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "texts").mkdir()
        for name in assets.NAMES:
            (Path(folder) / name).write_text(f"// {says}\n")
        for name in assets.TEXTS:
            (Path(folder) / name).write_text("{}")
        return assets.load(Path(folder))


def install(folder: Path | None = None) -> None:
    """This process serves what is in the folder from now on; without, nothing."""
    bundle = stub_assets() if folder is None else assets.load(folder)
    assets.load = lambda folder=assets.FOLDER: bundle


if __name__ == "__main__":
    install()
    cli.main()
