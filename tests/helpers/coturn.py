"""A real coturn with the configuration that we ship, on free loopback ports.

It differs in ports, folders and its address: relays are on 127.0.0.2, which alone of all that is
refused is allowed, as `deploy/coturn.conf` tells operators to do where the server's own address is
a special one.
"""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

EXECUTABLE = "/usr/bin/turnserver"
SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "coturn.conf"
SECRET = "a secret that only tests know, 32".replace(" ", "-")
START_SECONDS = 20.0
RELAY = "127.0.0.2"
CHANGED = ("static-auth-secret=", "realm=", "listening-port=", "min-port=", "max-port=")


class Coturn:
    """`start_coturn` makes them."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.log = log

    @property
    def udp(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=udp"

    @property
    def tcp(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=tcp"

    def environment(self, *urls: str, secret: str = SECRET) -> Mapping[str, str]:
        """For the settings of a server that uses it."""
        return {"ALONGSIDE_TURN_URLS": ",".join(urls), "ALONGSIDE_TURN_SECRET": secret}


@contextmanager
def start_coturn(folder: Path, *, without: str = "") -> Iterator[Coturn]:
    """`without`: lines of the configuration that begin so are left out, to see whether anybody
    notices."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    configuration = folder / "turnserver.conf"
    configuration.write_text(_configuration(folder, port, without))
    log = folder / "turnserver.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [EXECUTABLE, "-c", str(configuration)], stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_it_listens(process, port, log)
            yield Coturn(port, log)
        finally:
            process.kill()
            process.wait()


def _configuration(folder: Path, port: int, without: str) -> str:
    kept = [line for line in SHIPPED.read_text().splitlines() if not line.startswith(CHANGED)]
    own = [
        f"static-auth-secret={SECRET}",
        "realm=tests",
        f"listening-port={port}",
        "listening-ip=127.0.0.1",
        f"relay-ip={RELAY}",
        *(["relay-ip=::1"] if _has_ipv6() else []),
        f"allowed-peer-ip={RELAY}",
        # Else coturn refuses what is allowed above.
        "allow-loopback-peers",
        "min-port=50000",
        "max-port=59999",
        f"userdb={folder / 'turndb'}",
        f"pidfile={folder / 'turnserver.pid'}",
        "log-file=stdout",
    ]
    lines = [line for line in [*kept, *own] if not (without and line.startswith(without))]
    return "\n".join([*lines, ""])


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"coturn did not start:\n{log.read_text()}")


def _free_port() -> int:
    """For UDP and TCP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
