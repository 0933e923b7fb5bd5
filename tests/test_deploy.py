"""What deploy/ has fits the program: settings exist, commands parse, the health check is one. The
proxies' files are run in tests/signaling/test_doctor_public.py, coturn's in test_doctor.py, the
dashboard's and the alerts' in test_dashboards.py."""

import asyncio
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from signaling.cli import cli
from signaling.config import Settings, load_settings, settings_reference
from tests.helpers.broker import settings_for, start_broker
from tests.helpers.server import free_port

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
SERVICE = (DEPLOY / "alongside.service").read_text()
NAMES = {"HOST": "broker.example", "POSTGRES_PASSWORD": "p" * 64, "TURN_SECRET": "t" * 64}
# Of the tests, of the command line itself, and of an example program in docs/integrators.md.
NO_SETTINGS = {"ALONGSIDE_CONFIG", "ALONGSIDE_TEST_LANGUAGE", "ALONGSIDE_URL"}


def filled(text: str) -> str:
    return re.sub(r"\$\{(\w+):\?\}", lambda found: NAMES[found[1]], text)


def test_every_variable_that_is_named_anywhere_is_a_setting() -> None:
    known = {line.variable for line in settings_reference()} | NO_SETTINGS
    pages = [
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("*.md"),
        *DEPLOY.iterdir(),
        ROOT / "Makefile",
    ]
    for page in pages:
        named = set(re.findall(r"ALONGSIDE_[A-Z_]*[A-Z]", page.read_text()))
        assert named <= known, page.name


def test_the_defaults_in_the_reference_are_those_of_a_server_without_settings() -> None:
    assert load_settings(None, {}) == Settings()
    for line in settings_reference():
        shown = str(getattr(Settings(), line.name)) or "(empty)"
        assert line.default in (shown, "(empty)") and line.doc.endswith(".")
        assert line.variable == f"ALONGSIDE_{line.name.upper()}"


def test_the_settings_of_the_containers_are_settings() -> None:
    environment = {
        name: filled(value)
        for name, value in COMPOSE["services"]["alongside"]["environment"].items()
    }
    found = re.findall(r"^ +(ALONGSIDE_\w+)=(\S+)", DOCKERFILE, re.MULTILINE)
    settings = load_settings(None, dict(found) | environment)
    assert settings.origin == "https://broker.example" and settings.cookies_are_secure
    assert settings.host == "0.0.0.0" and len(settings.turn_urls) == 2
    [subnet] = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert settings.trusted_proxies == (subnet["subnet"],)


def test_nobody_in_the_containers_has_rights() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    alongside = COMPOSE["services"]["alongside"]
    assert alongside["read_only"] and alongside["cap_drop"] == ["ALL"] and "ports" not in alongside
    for name, service in COMPOSE["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service and ":latest" not in service["image"]
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file()


def test_the_caddyfile_of_the_containers_is_the_one_that_is_tested() -> None:
    def lines(text: str) -> list[str]:
        kept = (line.strip() for line in text.splitlines())
        return [line for line in kept if line and not line.startswith("#")]

    shipped = lines((DEPLOY / "Caddyfile").read_text().replace("127.0.0.1:", "alongside:"))
    assert lines(filled(COMPOSE["configs"]["caddyfile"]["content"])) == shipped


async def test_the_health_check_is_one(tmp_path: Path) -> None:
    [command] = re.findall(r"^  CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *arguments = yaml.safe_load(command)
    assert program == "python"

    def healthy(port: int) -> int:
        changed = [argument.replace(":8080", f":{port}") for argument in arguments]
        done = subprocess.run([sys.executable, *changed], capture_output=True, check=False)
        return done.returncode

    async with start_broker(settings_for(tmp_path)) as broker:
        assert await asyncio.to_thread(healthy, broker.settings.port) == 0
    assert await asyncio.to_thread(healthy, free_port()) != 0


def test_the_unit_starts_what_there_is() -> None:
    [line] = re.findall(r"^ExecStart=(.*)$", SERVICE, re.MULTILINE)
    program, command, *arguments = shlex.split(line)
    assert program == "/opt/alongside/bin/alongside" and arguments == [
        "--config",
        "/etc/alongside.toml",
    ]
    assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0
    settings = load_settings(DEPLOY / "alongside.toml", {})
    # Where the unit lets it write.
    [state] = re.findall(r"^StateDirectory=(.*)$", SERVICE, re.MULTILINE)
    assert settings.database_url.startswith(f"sqlite:////var/lib/{state}/")
