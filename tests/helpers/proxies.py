"""Real nginx and Caddy with the files that we ship, on free loopback ports. They differ in names,
ports and certificates only, and in what a test changes to see whether anybody notices."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.server import free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
START_SECONDS = 30.0
Change = Callable[[str], str]


def find(program: str) -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
    return shutil.which(program, path=path)


@contextmanager
def start_nginx(
    folder: Path, port: int, server: int, certificate: tuple[Path, Path], change: Change
) -> Iterator[None]:
    """Listens on `port`, and passes on to the port `server`."""
    site = folder / "alongside.conf"
    site.write_text(change(_nginx_site(port, server, certificate)))
    main = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"daemon off;\npid {folder}/pid;\nevents {{}}\n"
        f"http {{\naccess_log {folder}/access.log;\n{temporary}include {site};\n}}\n"
    )
    command = [_must("nginx"), "-e", str(folder / "error.log"), "-c", str(main)]
    subprocess.run([*command, "-t", "-q"], check=True, capture_output=True)
    with _running(command, folder, port):
        yield


@contextmanager
def start_caddy(
    folder: Path, port: int, server: int, certificate: tuple[Path, Path], change: Change
) -> Iterator[None]:
    shipped = (DEPLOY / "Caddyfile").read_text()
    assert "broker.example {" in shipped and "127.0.0.1:8080" in shipped
    cert, key = certificate
    site = shipped.replace(
        "broker.example {", f"https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {cert} {key}"
    ).replace("127.0.0.1:8080", f"127.0.0.1:{server}")
    file = folder / "Caddyfile"
    file.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + change(site))
    command = [_must("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]
    with _running(command, folder, port, {**os.environ, "HOME": str(folder)}):
        yield


def _nginx_site(port: int, server: int, certificate: tuple[Path, Path]) -> str:
    shipped = (DEPLOY / "nginx.conf").read_text()
    cert, key = certificate
    for there, here in (
        ("    listen 80;\n", f"    listen 127.0.0.1:{free_port()};\n"),
        ("    listen [::]:80;\n", ""),
        ("    listen 443 ssl http2;\n", f"    listen 127.0.0.1:{port} ssl http2;\n"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("/etc/letsencrypt/live/broker.example/fullchain.pem", str(cert)),
        ("/etc/letsencrypt/live/broker.example/privkey.pem", str(key)),
        ("broker.example", "localhost"),
        ("http://127.0.0.1:8080", f"http://127.0.0.1:{server}"),
    ):
        assert there in shipped, there
        shipped = shipped.replace(there, here)
    return shipped


@contextmanager
def _running(
    command: list[str], folder: Path, port: int, environment: dict[str, str] | None = None
) -> Iterator[None]:
    log = folder / "output.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder
        )
        try:
            _wait_until_it_listens(process, port, log)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"it did not start:\n{log.read_text()}")


def _must(program: str) -> str:
    found = find(program)
    assert found is not None, f"{program} is missing: install the package {program}"
    return found
