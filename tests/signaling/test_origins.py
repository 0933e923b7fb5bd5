import pytest

from signaling.web_origin import normal_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("shop.example", None),
        ("null", None),
        ("", None),
        ("*", None),
        ("https://*.shop.example", None),
        ("https://shop.example/path", None),
        ("https://user@shop.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_normal_origin(text: str, origin: str | None) -> None:
    assert normal_origin(text) == origin
