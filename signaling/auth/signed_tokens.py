"""JSON Web Tokens of others (RFC 7519, RFC 8725): which keys may sign them, and what they claim.

A key signs with its own kind of algorithm and no other; there is no `none`, and no shared secret,
so that nobody signs with what is public. Key ids are looked up in the set, and nowhere else: no
file, no URL of a header is ever followed.
"""

import json
import time
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

# What a key of this kind signs with.
_OF_KIND = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA", "Ed25519")}
ALGORITHMS = tuple(name for names in _OF_KIND.values() for name in names)
TOKEN_MOST = 16_384
# Of clocks that differ.
LEEWAY = 60.0
# At most so often are the keys asked for again, whatever key ids are made up.
REFRESH_SECONDS = 30.0
KEEP_SECONDS = 3600.0

# Raises FetchFailed.
LoadKeys = Callable[[], Awaitable[dict[str, Any]]]


class BadSignedToken(Exception):
    """`str()` says what is wrong in words of ours: nothing of the token."""


class Keys:
    """A set of public keys that is asked for again when it is old, or lacks a key."""

    def __init__(self, load: LoadKeys, clock: Callable[[], float] = time.monotonic) -> None:
        self._load = load
        self._clock = clock
        self._known: KeySet | None = None
        self._asked_at = float("-inf")

    async def claims(self, token: str) -> dict[str, Any]:
        """What a key of the set has signed. Raises BadSignedToken, FetchFailed."""
        known = self._known
        if known is None or self._clock() - self._asked_at > KEEP_SECONDS:
            known = await self._ask()
        try:
            return verified(token, known)
        except InvalidKeyIdError:
            if self._clock() - self._asked_at < REFRESH_SECONDS:
                raise BadSignedToken("no key that is known has signed it") from None
        try:
            return verified(token, await self._ask())
        except InvalidKeyIdError:
            raise BadSignedToken("no key that is known has signed it") from None

    async def _ask(self) -> KeySet:
        self._asked_at = self._clock()
        self._known = read_keys(await self._load())
        return self._known


def read_keys(found: dict[str, Any]) -> KeySet:
    """The public keys for signatures in a JWK set (RFC 7517); others are left out."""
    listed = found.get("keys")
    keys = [_read_key(one) for one in listed] if isinstance(listed, list) else []
    return KeySet([key for key in keys if key is not None])


def _read_key(fields: Any) -> Key | None:
    if not isinstance(fields, dict) or fields.get("use", "sig") != "sig":
        return None
    kinds: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    kind = kinds.get(str(fields.get("kty")))
    try:
        return None if kind is None else kind.import_key(fields)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def verified(token: str, keys: KeySet) -> dict[str, Any]:
    """Raises BadSignedToken, and InvalidKeyIdError for a key that is not there."""
    if len(token) > TOKEN_MOST or not token.isascii():
        raise BadSignedToken("it is too long or not ASCII")

    def find(given: Any) -> Key:
        header = given.headers()
        key = keys.get_by_kid(header.get("kid"))
        if header.get("alg") not in _OF_KIND[key.key_type] or header.get("crit") is not None:
            raise BadSignedToken("its algorithm is not one of the key's")
        return key

    try:
        with warnings.catch_warnings():
            # `EdDSA` is what RFC 8037 calls it, and what is in use.
            warnings.simplefilter("ignore", SecurityWarning)
            found = jwt.decode(
                token,
                find,
                registry=JWSRegistry(algorithms=list(ALGORITHMS)),
                decoder_cls=_OneOfEach,
            )
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise BadSignedToken("its signature or its form is not valid") from None
    if not isinstance(found.claims, dict):
        raise BadSignedToken("it claims nothing")
    return found.claims


class _OneOfEach(json.JSONDecoder):
    """Of two claims of one name nobody knows which one others read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "object_pairs_hook": _once})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def check_times(claims: dict[str, Any], now: float, *, life_most: float) -> float:
    """When it expires. `life_most`: seconds from now, at most. Raises BadSignedToken."""
    expires_at = _number(claims, "exp")
    if expires_at is None:
        raise BadSignedToken("it does not say when it expires")
    if expires_at + LEEWAY <= now:
        raise BadSignedToken("it has expired")
    if expires_at > now + life_most + LEEWAY:
        raise BadSignedToken("it is good for too long")
    for name in ("nbf", "iat"):
        begins = _number(claims, name)
        if begins is not None and begins > now + LEEWAY:
            raise BadSignedToken("it is of the future")
    return expires_at


def check_audience(claims: dict[str, Any], wanted: str) -> None:
    """It is for us and nobody else. Raises BadSignedToken."""
    audience = claims.get("aud")
    if audience != wanted and audience != [wanted]:
        raise BadSignedToken("it is for somebody else")


def _number(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise BadSignedToken("its times are none")
    return float(value)
