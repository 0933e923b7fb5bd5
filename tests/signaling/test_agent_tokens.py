"""Agents signed in to the agent pane by a token that another product's server has signed (A-04)."""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from broker.names import Permission, Role
from signaling.auth.agent_tokens import _read_file
from signaling.config import SettingsError, load_settings
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.oidc import lying_provider, unsigned

DESK = "https://desk.example"
ALL = JWSRegistry(algorithms=["RS256", "PS256", "RS512", "ES256", "EdDSA", "HS256"])
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", parameters={"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", parameters={"kid": "ed"})
OLD = RSAKey.generate_key(2048, parameters={"kid": "enc", "use": "enc"})


def key_set(folder: Path) -> Path:
    path = folder / "keys.json"
    shared = OctKey.generate_key(256, parameters={"kid": "shared"}).as_dict(private=True)
    keys = [key.as_dict(private=False) for key in (RSA, EC, ED, OLD)]
    path.write_text(json.dumps({"keys": [*keys, shared, {"kty": "from Mars"}, 7]}))
    return path


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path,
        embed_origins=(DESK,),
        jwt_keys_file=str(key_set(tmp_path)),
        jwt_issuer="https://desk.example",
        jwt_audience="alongside",
    )
    async with start_broker(settings) as broker:
        await broker.add_agent("ada")
        yield broker


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": "https://desk.example",
        "sub": "ada",
        "aud": "alongside",
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(key: Any = RSA, alg: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
    header = {"alg": alg} | ({} if kid is None else {"kid": kid})
    return jwt.encode(header, claims(**changes), key, registry=ALL)


async def present(broker: Broker, token: object) -> tuple[int, Any]:
    path = "/api/v1/agents/sign-in-token"
    return await broker.post(path, {"token": token}, origin=broker.base_url)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_a_token_signs_the_agent_in_once(desk: Broker) -> None:
    for token in (
        signed(),
        signed(alg="PS256"),
        signed(EC, "ES256", "ec"),
        signed(ED, "EdDSA", "ed"),
        signed(aud=["alongside"]),
    ):
        status, answer = await present(desk, token)
        assert (status, answer["agent"]["name"]) == (200, "Ada")
        assert (await present(desk, token))[1]["code"] == "bad_sign_in_token"
    bearer = {"Authorization": f"Bearer {answer['token']}", "Origin": desk.base_url}
    url = f"{desk.base_url}/api/v1/agents/tickets"
    async with desk.http.post(url, headers=bearer) as response:
        opened = (await response.json())["ticket"]
    client = await desk.connect(opened, desk.base_url)
    assert (await client.hello())["person"]["name"] == "Ada"


async def test_a_token_of_somebody_else_with_the_same_id_is_used_up_too(desk: Broker) -> None:
    assert (await present(desk, signed(jti="one")))[0] == 200
    desk.clock.advance(30)
    assert (await present(desk, signed(jti="one")))[0] == 401
    assert (await present(desk, signed(jti="two")))[0] == 200


def confused(alg: str = "HS256") -> str:
    """Signed with the public key, which everybody has, as if it were a shared secret."""
    head = unsigned(claims(), {"alg": alg, "kid": "rsa"}).rpartition(".")[0]
    digest = hmac.digest(RSA.as_pem(private=False), head.encode(), hashlib.sha256)
    return f"{head}.{unsigned({}, {}, digest).rpartition('.')[2]}"


def twice() -> str:
    """Two claims of one name, well signed."""
    body = json.dumps(claims())[:-1] + ', "sub": "root"}'
    return jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, body, RSA)


BAD: dict[str, Any] = {
    "none": lambda: unsigned(claims(), {"alg": "none"}),
    "none with a key": lambda: unsigned(claims(), {"alg": "nOnE", "kid": "rsa"}),
    "confusion": confused,
    "a shared secret": lambda: signed(OctKey.generate_key(256), "HS256", "shared"),
    "an algorithm of another kind": lambda: unsigned(claims(), {"alg": "ES256", "kid": "rsa"}),
    "an algorithm not asked for": lambda: signed(alg="RS512"),
    "a key for something else": lambda: signed(
        RSAKey.import_key(OLD.as_pem(private=True)), "RS256", "enc"
    ),
    "somebody's key": lambda: signed(RSAKey.generate_key(2048)),
    "no key": lambda: signed(kid=None),
    "a path": lambda: signed(kid="../../../../dev/null"),
    "SQL": lambda: signed(kid="' UNION SELECT 'x"),
    "an embedded key": lambda: unsigned(
        claims(), {"alg": "RS256", "jwk": OLD.as_dict(private=False)}, b"x" * 256
    ),
    "a URL of keys": lambda: unsigned(
        claims(), {"alg": "RS256", "kid": "x", "jku": "http://127.0.0.1:1/"}, b"x" * 256
    ),
    "a crit that nobody knows": lambda: unsigned(
        claims(), {"alg": "RS256", "kid": "rsa", "crit": ["x"], "x": 1}, b"x" * 256
    ),
    "expired": lambda: signed(exp=int(time.time()) - 61),
    "too long": lambda: signed(exp=int(time.time()) + 600),
    "no end": lambda: signed(exp=None),
    "an odd end": lambda: signed(exp=float("1e30")),
    "of the future": lambda: signed(nbf=int(time.time()) + 120),
    "another audience": lambda: signed(aud="another"),
    "more audiences": lambda: signed(aud=["alongside", "another"]),
    "no audience": lambda: signed(aud=None),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "no issuer": lambda: signed(iss=None),
    "no id": lambda: signed(jti=None),
    "an odd id": lambda: signed(jti=7),
    "no subject": lambda: signed(sub=None),
    "nobody": lambda: signed(sub="nobody"),
    "a customer": lambda: signed(role="customer"),
    "an operator": lambda: signed(role="operator"),
    "roles": lambda: signed(role=["agent"]),
    "a claim twice": twice,
    "nothing": lambda: "",
    "dots": lambda: "..",
    "a JWE": lambda: "a.b.c.d.e",
    "not ASCII": lambda: "\u00e4.\u00e4.\u00e4",
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_a04_tokens_that_are_refused_all_in_the_same_words(desk: Broker) -> None:
    answers = {name: await present(desk, make()) for name, make in BAD.items()}
    status, refused = answers["none"]
    assert (status, refused["code"]) == (401, "bad_sign_in_token")
    assert refused["message"] == "The token does not sign anybody in."
    assert {name: answer for name, answer in answers.items() if answer != (401, refused)} == {}
    rows = await desk.store.agents.all()
    assert [(agent.user_name, agent.role) for agent in rows] == [("ada", Role.AGENT)]


async def test_what_the_token_permits_is_the_accounts_from_now_on(desk: Broker) -> None:
    """R72: on the sites and for the permissions that it names; what it does not say stays."""
    found = await desk.store.agents.by_user_name("ada")
    assert found is not None and (found.permissions, found.sites) == (None, None)
    token = signed(sites=[desk.site.key], permissions=["view", "control"])
    assert (await present(desk, token))[0] == 200
    limited = await desk.store.agents.by_user_name("ada")
    assert limited is not None
    assert limited.permissions == frozenset({Permission.VIEW, Permission.CONTROL})
    assert limited.sites == frozenset({desk.site.id})
    assert (await present(desk, signed(permissions=[])))[0] == 200
    nothing = await desk.store.agents.by_user_name("ada")
    assert nothing is not None and (nothing.permissions, nothing.sites) == (
        frozenset(),
        limited.sites,
    )


async def test_a04_claims_that_would_not_hold_are_refused(desk: Broker) -> None:
    wrong: list[Any] = [["nowhere"], "all", [1], {"a": 1}, ["x"] * 1001]
    for value in wrong:
        for token in (signed(sites=value), signed(permissions=value)):
            status, answer = await present(desk, token)
            assert (status, answer["code"]) == (400, "claim_not_supported"), value
    found = await desk.store.agents.by_user_name("ada")
    assert found is not None and (found.permissions, found.sites) == (None, None)


async def test_tokens_cannot_be_tried_for_ever(desk: Broker) -> None:
    codes = [(await present(desk, "x"))[1]["code"] for _ in range(61)]
    assert codes == ["bad_sign_in_token"] * 60 + ["too_many_tries"]


async def test_a_role_in_the_token_is_the_accounts_from_now_on(desk: Broker) -> None:
    assert (await present(desk, signed(role="supervisor")))[1]["agent"]["role"] == "supervisor"
    assert (await present(desk, signed()))[1]["agent"]["role"] == "supervisor"
    assert (await present(desk, signed(role="agent")))[1]["agent"]["role"] == "agent"


@pytest.mark.parametrize(
    "body", [{}, {"token": 1}, {"token": "x" * 17_000}, {"token": "x", "y": 1}]
)
async def test_bodies_that_hold_no_token(desk: Broker, body: Any) -> None:
    status, answer = await desk.post("/api/v1/agents/sign-in-token", body, origin=desk.base_url)
    assert (status, answer["code"]) == (400, "bad_request")


async def test_there_are_none_before_an_operator_wants_them(broker: Broker) -> None:
    assert (await present(broker, signed()))[1]["code"] == "not_found"


async def test_accounts_are_made_where_the_operator_wants_that(tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path,
        embed_origins=(DESK,),
        jwt_keys_file=str(key_set(tmp_path)),
        jwt_new_accounts="create",
    )
    async with start_broker(settings) as broker:
        new = {"aud": broker.base_url, "sub": "idp|7", "user_name": "Bea", "name": "Bea B."}
        status, answer = await present(broker, signed(**new))
        assert (status, answer["agent"]["name"]) == (200, "Bea B.")
        # Whoever comes with her name and is somebody else gets nothing.
        assert (await present(broker, signed(**{**new, "sub": "idp|8"})))[0] == 401
        again = await present(broker, signed(**{**new, "user_name": "else"}))
        assert again[1]["agent"]["id"] == answer["agent"]["id"]


async def test_keys_are_asked_for_at_the_url_and_again_when_one_is_new(tmp_path: Path) -> None:
    async with lying_provider() as server:
        settings = settings_for(
            tmp_path,
            embed_origins=(DESK,),
            jwt_jwks_url=f"{server.issuer}/jwks",
            webhook_networks=("127.0.0.1/32",),
            jwt_audience="alongside",
        )
        async with start_broker(settings) as broker:
            await broker.add_agent("ada")
            first, new = server.key, RSAKey.generate_key(2048, parameters={"kid": "2"})
            assert (await present(broker, signed(first, kid="1")))[0] == 200
            server.key = new
            # Not at once: made-up key ids shall not make us ask and ask.
            assert (await present(broker, signed(new, kid="2")))[0] == 401
            keys = broker.agent_tokens._keys
            assert keys is not None
            keys._asked_at -= 31
            assert (await present(broker, signed(new, kid="2")))[0] == 200
            assert (await present(broker, signed(first, kid="1")))[0] == 401


async def test_keys_are_not_fetched_from_networks_that_nobody_listed(tmp_path: Path) -> None:
    """As webhooks (SSRF): the address that is connected to was judged."""
    asked: list[str] = []

    async def keys(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"keys": [RSA.as_dict(private=False)]})

    app = web.Application()
    app.router.add_get("/jwks", keys)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/jwks"
        settings = settings_for(tmp_path, embed_origins=(DESK,), jwt_jwks_url=url)
        async with start_broker(settings) as broker:
            assert (await present(broker, signed()))[1]["code"] == "bad_sign_in_token"
    finally:
        await runner.cleanup()
    assert asked == []


def test_files_that_hold_no_public_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    for body in (
        *(b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "oct", "k": "AAAA"}]}'),
        *(b"-----BEGIN NOTHING-----", b"\xff" * 9, RSA.as_pem(private=True)),
    ):
        path.write_bytes(body)
        with pytest.raises(SettingsError):
            _read_file(path)
    with pytest.raises(SettingsError):
        _read_file(tmp_path / "missing")
    for key in (RSA, EC, ED):
        path.write_bytes(key.as_pem(private=False))
        assert len(_read_file(path)["keys"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"jwt_jwks_url": "http://desk.example/keys"},
        {"jwt_jwks_url": "file:///etc/passwd"},
        {"jwt_jwks_url": "https://desk.example/keys", "jwt_keys_file": "keys.json"},
        {"jwt_new_accounts": "x"},
    ],
)
def test_settings_that_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        load_settings(None, {}, **wrong)


@pytest.mark.parametrize("role", [None, "agent", "supervisor"])
async def test_a09_a_token_opens_no_account_of_an_operator(desk: Broker, role: str | None) -> None:
    """Whoever may sign in agents would else run the server, or take it from who does."""
    await desk.add_agent("olga", Role.OPERATOR)
    await desk.add_agent("omar", Role.OPERATOR)
    for _ in range(2):
        status, answer = await present(desk, signed(sub="olga", role=role))
        assert (status, answer["code"]) == (401, "bad_sign_in_token")
    olga = await desk.store.agents.by_user_name("olga")
    assert olga is not None and olga.role is Role.OPERATOR
    assert await desk.store.sign_ins.of_agent(olga.id, desk.clock()) == []


async def test_a09_nor_one_that_has_become_an_operators(desk: Broker) -> None:
    assert (await present(desk, signed()))[0] == 200
    ada = await desk.store.agents.by_user_name("ada")
    assert ada is not None
    await desk.accounts.change(ada, role=Role.OPERATOR)
    for role in (None, "agent"):
        assert (await present(desk, signed(role=role)))[1]["code"] == "bad_sign_in_token"
    ada = await desk.store.agents.by_user_name("ada")
    assert ada is not None and ada.role is Role.OPERATOR
