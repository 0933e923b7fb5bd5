"""Agents signed in by the operator's own server, for the agent pane: a JSON Web Token that it signs
for one of them, good once and for minutes.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from broker.names import Permission, Role
from signaling.auth.accounts import Accounts
from signaling.auth.fetching import Fetcher, FetchFailed
from signaling.auth.signed_tokens import (
    LEEWAY,
    BadSignedToken,
    Keys,
    check_audience,
    check_times,
    read_keys,
)
from signaling.auth.visitors import Visitors
from signaling.config import STAFF, Settings, SettingsError
from signaling.errors import (
    BadCredentials,
    BadSignInToken,
    ClaimNotSupported,
    NoAccount,
    NoSuchPage,
    UnknownSite,
)
from signaling.people import Given, People
from signaling.store import Store
from signaling.store.people import Agent, How
from signaling.store.proofs import Identity

log = structlog.get_logger()

LIFE_MOST = 300.0
# More sites than anybody has.
LIST_MOST = 1000


class AgentTokens:
    """`keys`: None: there are no such tokens."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        parts: tuple[Accounts, Visitors, People, Fetcher],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._accounts, self._visitors, self._people, self._fetcher = parts
        self._clock = clock
        self._keys = self._open()

    async def sign_in(self, token: str, browser: str) -> tuple[Agent, str]:
        """The agent, and the token of the new sign-in. Raises NoSuchPage, ClaimNotSupported, and
        BadSignInToken for all else."""
        if self._keys is None:
            raise NoSuchPage
        try:
            agent = await self._read(await self._keys.claims(token))
            return agent, await self._accounts.begin(agent, How.TOKEN, browser)
        except (BadSignedToken, FetchFailed, NoAccount, BadCredentials) as wrong:
            log.info("sign_in_token.refused", why=str(wrong))
            raise BadSignInToken from None

    async def _read(self, claims: dict[str, Any]) -> Agent:
        settings = self._settings
        check_audience(claims, settings.jwt_audience or settings.origin)
        expires_at = check_times(claims, self._clock(), life_most=LIFE_MOST)
        if settings.jwt_issuer and claims.get("iss") != settings.jwt_issuer:
            raise BadSignedToken("it is another server's")
        subject, role = _text(claims, "sub"), claims.get("role", Role.AGENT.value)
        if not isinstance(role, str) or role not in STAFF:
            raise BadSignedToken("its role is none of agents")
        given = Given(permissions=_permissions(claims), sites=_names(claims, "sites"))
        spent = hashlib.sha256(f"agent token {_text(claims, 'jti')}".encode()).digest()
        if not await self._store.proofs.spend(spent, expires_at + LEEWAY):
            raise BadSignedToken("it has been used")
        agent = await self._visitors.account(
            Identity(settings.jwt_issuer or "jwt", subject),
            user_name=claims.get("user_name", subject),
            name=claims.get("name"),
            role=Role(role),
            new=settings.jwt_new_accounts,
            keep_role="role" not in claims,
            # Whoever signs these speaks for agents: not for who runs the server.
            operators=False,
        )
        try:
            return await self._people.permit(agent, given)
        except UnknownSite:
            # The account is as it was; whoever has got the token must not think that it holds.
            raise ClaimNotSupported(claim="sites") from None

    def _open(self) -> Keys | None:
        """Raises SettingsError."""
        settings = self._settings
        if settings.jwt_jwks_url:
            url = settings.jwt_jwks_url
            return Keys(lambda: self._fetcher.get(url, dict[str, Any]))
        if settings.jwt_keys_file:
            found = _read_file(Path(settings.jwt_keys_file))

            async def load() -> dict[str, Any]:
                return found

            return Keys(load)
        return None


def _permissions(claims: dict[str, Any]) -> frozenset[Permission] | msgspec.UnsetType:
    """Raises ClaimNotSupported for one that is not known: what it was to permit would not hold."""
    names = _names(claims, "permissions")
    if isinstance(names, msgspec.UnsetType):
        return names
    try:
        return frozenset(Permission(name) for name in names)
    except ValueError:
        raise ClaimNotSupported(claim="permissions") from None


def _names(claims: dict[str, Any], name: str) -> list[str] | msgspec.UnsetType:
    """Not said: as the account has it."""
    if name not in claims:
        return msgspec.UNSET
    value = claims[name]
    if not isinstance(value, list) or len(value) > LIST_MOST:
        raise ClaimNotSupported(claim=name)
    if not all(isinstance(one, str) for one in value):
        raise ClaimNotSupported(claim=name)
    return value


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= 255:
        raise BadSignedToken(f"its {name} is none")
    return value


def _read_file(path: Path) -> dict[str, Any]:
    """As a JWK set; the file may be one public key in PEM, too. Raises SettingsError."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"jwt_keys_file: cannot read {path}: {error.strerror}.") from None
    found = _of_pem(body) if body.lstrip().startswith(b"-----BEGIN") else _of_json(body)
    if not read_keys(found):
        raise SettingsError(f"jwt_keys_file: {path} has no public key of RSA, EC P-256 or Ed25519.")
    return found


def _of_json(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _of_pem(body: bytes) -> dict[str, Any]:
    if b"PRIVATE KEY" in body:
        raise SettingsError("jwt_keys_file: it is a private key; only the public one is needed.")
    for kind in (RSAKey, ECKey, OKPKey):
        try:
            return {"keys": [kind.import_key(body).as_dict(private=False)]}
        except (JoseError, ValueError, TypeError):
            continue
    return {}
