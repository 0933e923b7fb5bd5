"""Settings: defaults, then the file, then the environment, then the command line."""

from pathlib import Path

import pytest

from signaling.config import Settings, SettingsError, load_settings, settings_reference


def test_the_last_one_wins(tmp_path: Path) -> None:
    file = tmp_path / "alongside.toml"
    file.write_text('port = 1\nhost = "h"\norganisation = "O"\ntrusted_proxies = ["10.0.0.0/8"]\n')
    environment = {"ALONGSIDE_PORT": "2", "ALONGSIDE_HOST": "e", "OTHER": "x"}
    settings = load_settings(file, environment, port=3)
    assert (settings.port, settings.host, settings.organisation) == (3, "e", "O")
    assert settings.trusted_proxies == ("10.0.0.0/8",)


def test_lists_and_choices_in_the_environment() -> None:
    environment = {
        "ALONGSIDE_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
        "ALONGSIDE_SECURE_COOKIES": "true",
    }
    settings = load_settings(None, environment)
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.cookies_are_secure


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ALONGSIDE_PORT": "x"}, "port"),
        ({"ALONGSIDE_PORT": "70000"}, "port"),
        ({"ALONGSIDE_HELLO_SECONDS": "-1"}, "hello_seconds"),
        ({"ALONGSIDE_LOG_FORMAT": "xml"}, "log_format"),
        ({"ALONGSIDE_EMBED_ORIGINS": "https://desk.example, *"}, "embed_origins"),
        ({"ALONGSIDE_EMBED_ORIGINS": "https://desk.example/path"}, "embed_origins"),
        ({"ALONGSIDE_EMBED_ORIGINS": "https://*.desk.example"}, "embed_origins"),
        ({"ALONGSIDE_EMBED_ORIGINS": "null"}, "embed_origins"),
        ({"ALONGSIDE_TRUSTED_PROXIES": "proxy"}, "trusted_proxies"),
        ({"ALONGSIDE_TURN_URLS": "turn:turn.example"}, "turn_secret"),
        ({"ALONGSIDE_TURN_URLS": "stun:turn.example"}, "turn_urls"),
        ({"ALONGSIDE_TURN_URLS": "turn:turn.example?transport=sctp"}, "turn_urls"),
        ({"ALONGSIDE_STUN_URLS": "stun:stun.example:99999"}, "stun_urls"),
        ({"ALONGSIDE_TURN_SECRET": "short"}, "turn_secret"),
        ({"ALONGSIDE_TURN_SECONDS": "601"}, "turn_seconds"),
    ],
)
def test_a_wrong_value_is_named(environment: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(None, environment)


def test_origins_are_kept_as_browsers_write_them() -> None:
    environment = {"ALONGSIDE_EMBED_ORIGINS": "https://Desk.example:443/, http://127.0.0.1:8000"}
    settings = load_settings(None, environment)
    assert settings.embed_origins == ("https://desk.example", "http://127.0.0.1:8000")


@pytest.mark.parametrize("content", ["prot = 1", "port = ", "\xff"])
def test_a_wrong_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "alongside.toml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError):
        load_settings(file, {})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nothing\.toml"):
        load_settings(tmp_path / "nothing.toml", {})


def test_the_reference_lists_every_setting_with_a_sentence() -> None:
    lines = settings_reference()
    assert [line.name for line in lines] == list(Settings.__struct_fields__)
    for line in lines:
        assert line.variable == f"ALONGSIDE_{line.name.upper()}"
        assert line.doc.endswith(".") and line.default


def test_origin_and_cookies_follow_the_public_url() -> None:
    assert Settings().origin == "http://127.0.0.1:8080"
    assert not Settings().cookies_are_secure
    settings = Settings(public_url="https://broker.example/")
    assert settings.origin == "https://broker.example"
    assert settings.cookies_are_secure
    assert not Settings(public_url="https://x.example", secure_cookies=False).cookies_are_secure


def test_a_vanished_side_is_noticed_within_5_s() -> None:
    from signaling.sockets import LOOK_SECONDS

    settings = Settings()
    assert settings.heartbeat_timeout + LOOK_SECONDS < 5.0
    # Two pings may get lost on the way.
    assert settings.heartbeat_timeout > 2 * settings.heartbeat_seconds
