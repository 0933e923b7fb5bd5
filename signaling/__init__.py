"""The server: WebSocket, REST, store, pages, command line. `__version__` is the distribution's."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("alongside")
except PackageNotFoundError:  # a source tree that nobody has installed
    __version__ = "0"
