"""Signing in at another provider: a certified one, run by the test, and one that lies."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from broker.names import Role
from signaling.auth.visitors import role_of
from signaling.config import Settings, SettingsError, load_settings
from signaling.web_origin import is_safe_url
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.oidc import (
    CLIENT,
    SECRET,
    Browser,
    Liar,
    browser,
    lying_provider,
    real_provider,
    unsigned,
)
from tests.helpers.server import free_port

CALLBACK = "/api/v1/oidc/callback"


def provider_settings(folder: Path, issuer: str, **changes: Any) -> Settings:
    fields = {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "Example login",
        **changes,
    }
    return settings_for(folder, **fields)


async def me(broker: Broker, visitor: Browser) -> Any:
    return await visitor.go(f"{broker.base_url}/api/v1/agents/me")


async def test_agents_sign_in_at_a_real_provider(tmp_path: Path) -> None:
    """The code flow with PKCE, accounts made as they come, roles by groups, the keys changed."""
    port = free_port()
    redirect = f"http://127.0.0.1:{port}{CALLBACK}"
    with real_provider(redirect) as issuer:
        settings = provider_settings(
            tmp_path,
            issuer,
            port=port,
            oidc_new_accounts="create",
            oidc_role_claim="groups",
            oidc_roles=("leads=supervisor", "support=agent"),
        )
        async with start_broker(settings) as broker, browser() as ada, browser() as eve:
            back = await ada.sign_in_there(broker.base_url, "leads-ada")
            assert URL(back).query["iss"] == issuer
            status, where, _ = await ada.go(back)
            assert (status, where) == (302, f"{broker.base_url}/agent/")
            _, _, shown = await me(broker, ada)
            assert '"supervisor"' in shown and "leads-ada of the provider" in shown
            made = await broker.store.agents.by_user_name("leads-ada")
            assert made is not None and made.password == ""
            # Whoever has no password has none that could be guessed.
            for password in ("", "nobody"):
                body = {"user_name": "leads-ada", "password": password}
                answer = await broker.post("/api/v1/agents/sign-in", body, origin=broker.base_url)
                assert answer[1]["code"] == "bad_credentials"
            # The way back leads back once, in this browser or another one.
            for visitor in (ada, eve):
                status, _, page = await visitor.go(back)
                assert (status, "bad_provider_flow" in page) == (400, True)
            await wrong_browser(broker, eve)
            await no_role(broker)
            await rotated(broker, issuer)


async def wrong_browser(broker: Broker, eve: Browser) -> None:
    """A link with somebody else's answer in it signs nobody in (login CSRF)."""
    async with browser() as mallory:
        back = await mallory.sign_in_there(broker.base_url, "support-mallory")
        await eve.go(f"{broker.base_url}/api/v1/oidc/begin")
        status, _, page = await eve.go(back)
        assert (status, "bad_provider_flow" in page) == (400, True)
        assert (await me(broker, eve))[0] == 401
        # Nor does it work where it belongs any more.
        assert (await mallory.go(back))[0] == 400


async def no_role(broker: Broker) -> None:
    async with browser() as bob:
        back = await bob.sign_in_there(broker.base_url, "sales-bob")
        status, _, page = await bob.go(back)
        assert (status, "no_account" in page) == (403, True)
        assert (await me(broker, bob))[0] == 401
        assert await broker.store.agents.by_user_name("sales-bob") is None


async def rotated(broker: Broker, issuer: str) -> None:
    """The provider has other keys: they are asked for again, once that is due."""
    await broker.http.get(f"{issuer}/lab/rotate")
    keys = broker.provider._keys
    keys._asked_at -= 31.0
    async with browser() as sue:
        back = await sue.sign_in_there(broker.base_url, "support-sue")
        assert (await sue.go(back))[0] == 302


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    async with lying_provider() as found:
        yield found


@pytest.fixture
async def deceived(tmp_path: Path, liar: Liar) -> AsyncIterator[Broker]:
    async with start_broker(provider_settings(tmp_path, liar.issuer)) as broker:
        await broker.add_agent("ada")
        yield broker


async def arrive(
    broker: Broker, liar: Liar, visitor: Browser, **query: str | None
) -> tuple[int, str, str]:
    """From the console to the provider and back; `query`: in place of what belongs there."""
    _, there, page = await visitor.go(f"{broker.base_url}/api/v1/oidc/begin")
    assert there.startswith(liar.issuer), page
    asked = URL(there).query
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    liar.nonce = asked["nonce"]
    good: dict[str, str | None] = {"code": "c", "state": asked["state"], "iss": liar.issuer}
    answer = {name: value for name, value in {**good, **query}.items() if value is not None}
    return await visitor.go(str(URL(broker.base_url + CALLBACK).with_query(answer)))


async def test_who_has_an_account_of_that_name_gets_it(deceived: Broker, liar: Liar) -> None:
    async with browser() as ada:
        status, where, _ = await arrive(deceived, liar, ada)
        assert (status, where) == (302, f"{deceived.base_url}/agent/")
        assert '"name":"Ada"' in (await me(deceived, ada))[2]
    [form] = liar.forms
    assert form["code"] == "c" and len(form["code_verifier"]) == 43
    # It is theirs from now on, whatever they are called there.
    liar.claims = lambda good: {**good, "preferred_username": "root"}
    async with browser() as ada:
        assert (await arrive(deceived, liar, ada))[0] == 302
    # And nobody else's who is called so there later.
    liar.claims = lambda good: {**good, "sub": "somebody new", "preferred_username": "nobody"}
    async with browser() as other:
        status, _, page = await arrive(deceived, liar, other)
        assert (status, "no_account" in page) == (403, True)


async def test_an_account_that_is_off_stays_off(deceived: Broker, liar: Liar) -> None:
    ada = await deceived.store.agents.by_user_name("ada")
    assert ada is not None
    await deceived.accounts.change(ada, enabled=False)
    async with browser() as visitor:
        assert "no_account" in (await arrive(deceived, liar, visitor))[2]


Claims = dict[str, Any]
LIES: dict[str, Callable[[Claims], Claims]] = {
    "nonce": lambda good: {**good, "nonce": "x" * 43},
    "no nonce": lambda good: {k: v for k, v in good.items() if k != "nonce"},
    "audience": lambda good: {**good, "aud": "another client"},
    "audiences": lambda good: {**good, "aud": [CLIENT, "another client"]},
    "azp": lambda good: {**good, "azp": "another client"},
    "no audience": lambda good: {k: v for k, v in good.items() if k != "aud"},
    "issuer": lambda good: {**good, "iss": "https://evil.example"},
    "expired": lambda good: {**good, "exp": int(time.time()) - 61},
    "no end": lambda good: {k: v for k, v in good.items() if k != "exp"},
    "for ever": lambda good: {**good, "exp": 10**11},
    "of the future": lambda good: {**good, "iat": int(time.time()) + 600},
    "an odd time": lambda good: {**good, "exp": "tomorrow"},
    "no subject": lambda good: {**good, "sub": ""},
    "another subject": lambda good: {**good, "sub": {"$ne": None}},
}


async def test_a04_claims_that_are_refused(deceived: Broker, liar: Liar) -> None:
    for name, lie in LIES.items():
        liar.claims = lie
        async with browser() as visitor:
            status, _, page = await arrive(deceived, liar, visitor)
            assert (status, "bad_provider_answer" in page) == (502, True), name
            assert (await me(deceived, visitor))[0] == 401, name


async def test_a04_signatures_that_are_refused(deceived: Broker, liar: Liar) -> None:
    def confused(claims: Claims) -> str:
        """Signed with what everybody knows, as if it were a shared secret."""
        public = liar.key.as_pem(private=False)
        token = unsigned(claims, {"alg": "HS256", "kid": "1"}).rpartition(".")[0]
        signature = hmac.digest(public, token.encode(), hashlib.sha256)
        return unsigned(claims, {"alg": "HS256", "kid": "1"}, signature)

    stranger = Liar()
    tokens: list[Callable[[Claims], str]] = [
        lambda claims: unsigned(claims, {"alg": "none"}),
        lambda claims: unsigned(claims, {"alg": "None", "kid": "1"}),
        confused,
        stranger.sign,
        lambda claims: unsigned(claims, {"alg": "RS256", "kid": "../../dev/null"}, b"x" * 256),
        lambda claims: liar.sign(claims)[:-4],
        lambda claims: "not a token",
        lambda claims: "x" * 20_000,
    ]
    for token in tokens:
        liar.token = token
        async with browser() as visitor:
            status, _, page = await arrive(deceived, liar, visitor)
            assert (status, "bad_provider_answer" in page) == (502, True)
            assert (await me(deceived, visitor))[0] == 401


async def test_a04_ways_back_that_are_refused(deceived: Broker, liar: Liar) -> None:
    """Mix-up (RFC 9207), a state of nobody's, and what the provider says no to."""
    liar.metadata = {"authorization_response_iss_parameter_supported": True}
    cases: list[tuple[dict[str, str | None], str]] = [
        ({"iss": "https://evil.example"}, "bad_provider_answer"),
        ({"iss": None}, "bad_provider_answer"),
        ({"state": "x" * 43}, "bad_provider_flow"),
        ({"state": None}, "bad_provider_flow"),
        ({"error": "access_denied"}, "provider_refused"),
        ({"code": None}, "provider_refused"),
        ({"error": "<script>alert(1)</script>"}, "provider_refused"),
    ]
    for query, code in cases:
        async with browser() as visitor:
            _, _, page = await arrive(deceived, liar, visitor, **query)
            assert code in page and "<script>" not in page, query
            assert (await me(deceived, visitor))[0] == 401
    assert liar.forms == []


async def test_a_way_back_is_good_for_ten_minutes(deceived: Broker, liar: Liar) -> None:
    async with browser() as visitor:
        _, there, _ = await visitor.go(f"{deceived.base_url}/api/v1/oidc/begin")
        query = {"code": "c", "state": URL(there).query["state"]}
        deceived.clock.advance(600)
        url = str(URL(deceived.base_url + CALLBACK).with_query(query))
        assert "bad_provider_flow" in (await visitor.go(url))[2]


async def test_what_the_provider_tells_more_is_of_the_same_person(
    deceived: Broker, liar: Liar
) -> None:
    liar.claims = lambda good: {k: v for k, v in good.items() if k != "preferred_username"}
    for info, status in (
        ({"sub": "eve", "preferred_username": "ada"}, 502),
        ({"sub": "ada"}, 403),
        ({"sub": "ada", "preferred_username": ["ada"]}, 403),
        ({"sub": "ada", "preferred_username": "ada"}, 302),
    ):
        liar.userinfo = info
        async with browser() as visitor:
            assert (await arrive(deceived, liar, visitor))[0] == status, info


async def test_a_provider_that_says_it_is_another_one_is_not_visited(
    deceived: Broker, liar: Liar
) -> None:
    lies: list[dict[str, Any]] = [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://evil.example/auth"},
        {"token_endpoint": None},
    ]
    for lie in lies:
        liar.metadata = lie
        async with browser() as visitor:
            status, where, page = await visitor.go(f"{deceived.base_url}/api/v1/oidc/begin")
            assert (status, where, "bad_provider_answer" in page) == (502, "", True)


async def test_the_cookies_of_the_way_there_and_back(deceived: Broker, liar: Liar) -> None:
    url = f"{deceived.base_url}/api/v1/oidc/begin"
    async with deceived.http.get(url, allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/api/v1/oidc" in cookie
    async with deceived.http.get(f"{deceived.base_url}/api/v1/oidc") as answer:
        assert await answer.json() == {"provider": "Example login"}


async def test_a13_behind_https_the_cookies_are_of_this_host_alone(
    tmp_path: Path, liar: Liar
) -> None:
    settings = provider_settings(tmp_path, liar.issuer, public_url="https://broker.example")
    async with start_broker(settings) as broker:
        url = f"http://127.0.0.1:{broker.settings.port}/api/v1/oidc/begin"
        async with broker.http.get(url, allow_redirects=False) as answer:
            cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith("__Secure-alongside_provider=") and "Secure" in cookie
            there = URL(answer.headers["Location"])
    assert there.query["redirect_uri"] == f"https://broker.example{CALLBACK}"


async def test_without_the_setting_there_is_no_provider(broker: Broker) -> None:
    for path in ("/begin", "/callback"):
        async with broker.http.get(f"{broker.base_url}/api/v1/oidc{path}") as answer:
            assert answer.status == 404
    async with broker.http.get(f"{broker.base_url}/api/v1/oidc") as answer:
        assert await answer.json() == {"provider": None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://login.example", "oidc_client_id": "x"},
        {"oidc_issuer": "https://login.example"},
        {"oidc_issuer": "https://user@login.example", "oidc_client_id": "x"},
        {"oidc_roles": ("support=customer",)},
        {"oidc_roles": ("support",)},
        {"oidc_role_claim": "groups"},
        {"oidc_new_accounts": "whoever"},
    ],
)
def test_settings_that_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        load_settings(None, {}, **wrong)


def test_roles_are_those_of_the_first_line_that_fits() -> None:
    roles = ("a=b=supervisor", "support=agent")
    assert role_of({}, "", ()) is Role.AGENT
    assert role_of({"groups": ["support", "a=b"]}, "groups", roles) is Role.SUPERVISOR
    assert role_of({"groups": "support"}, "groups", roles) is Role.AGENT
    for nothing in (None, [], "supportive", [["support"]], {"support": 1}, 7):
        assert role_of({"groups": nothing}, "groups", roles) is None


def test_nothing_is_fetched_that_could_be_changed_on_the_way() -> None:
    assert is_safe_url("https://login.example/x?y") and is_safe_url("http://127.0.0.1:1/")
    for url in (
        *("http://login.example", "http://127.0.0.1.evil.example", "https://a:b@c.example"),
        *("javascript:alert(1)", "file:///etc/passwd", "//x", "", "https://x#y", "http://[::1"),
    ):
        assert not is_safe_url(url), url
