"""Signing in at another provider: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636), a
nonce, a state that belongs to one browser, and the issuer in the answer (RFC 9207).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import msgspec
from yarl import URL

from signaling.auth.fetching import Fetcher, FetchFailed
from signaling.auth.signed_tokens import BadSignedToken, Keys, check_times
from signaling.auth.tokens import hash_token, new_token
from signaling.config import Settings
from signaling.errors import BadProviderAnswer, BadProviderFlow, ProviderRefused
from signaling.store import Store
from signaling.store.proofs import Flow, Identity
from signaling.web_origin import is_safe_url

FLOW_SECONDS = 600.0
# An ID token is read at once; what is good for longer than a day is not one of those.
LIFE_MOST = 86_400.0
CALLBACK = "/api/v1/oidc/callback"


class Metadata(msgspec.Struct, frozen=True):
    """Of what the provider says of itself (OpenID Connect Discovery 1.0), as much as we need."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


class Departure(msgspec.Struct, frozen=True):
    """`url`: where the browser goes; `cookie`: what it keeps meanwhile."""

    url: str
    cookie: str


class Visitor(msgspec.Struct, frozen=True):
    """Somebody whom the provider has signed in."""

    identity: Identity
    claims: dict[str, Any]


class Provider:
    """The one of the settings `oidc_...`."""

    def __init__(
        self, store: Store, settings: Settings, fetcher: Fetcher, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._settings = settings
        self._fetcher = fetcher
        self._clock = clock
        self._metadata: Metadata | None = None
        self._keys = Keys(self._load_keys)

    async def depart(self) -> Departure:
        """Raises BadProviderAnswer."""
        state, nonce, verifier, cookie = new_token(), new_token(), new_token(), new_token()
        metadata = await self._describe()
        flow = Flow(
            browser=hash_token(cookie),
            nonce=nonce,
            verifier=verifier,
            expires_at=self._clock() + FLOW_SECONDS,
        )
        await self._store.proofs.begin(hash_token(state), flow)
        url = URL(metadata.authorization_endpoint).update_query(
            response_type="code",
            client_id=self._settings.oidc_client_id,
            redirect_uri=self._redirect,
            scope=" ".join(self._settings.oidc_scopes),
            state=state,
            nonce=nonce,
            code_challenge=_challenge(verifier),
            code_challenge_method="S256",
        )
        return Departure(str(url), cookie)

    async def arrive(self, query: Mapping[str, str], cookie: str) -> Visitor:
        """The browser is back. Raises BadProviderFlow, ProviderRefused, BadProviderAnswer."""
        flow = await self._store.proofs.take(hash_token(query.get("state", "")), self._clock())
        # Another browser's flow is used up all the same: somebody has its state who should not.
        if flow is None or not hmac.compare_digest(flow.browser, hash_token(cookie)):
            raise BadProviderFlow
        metadata = await self._describe()
        given = query.get("iss")
        if given is None and metadata.authorization_response_iss_parameter_supported:
            raise BadProviderAnswer(why="it does not say whose it is")
        if given is not None and given != metadata.issuer:
            raise BadProviderAnswer(why="it is another provider's")
        if "error" in query or "code" not in query:
            raise ProviderRefused
        tokens = await self._exchange(metadata, query["code"], flow.verifier)
        claims = await self._read(metadata, tokens, flow)
        return Visitor(Identity(metadata.issuer, claims["sub"]), claims)

    async def _exchange(self, metadata: Metadata, code: str, verifier: str) -> Tokens:
        settings = self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        headers = {}
        methods = metadata.token_endpoint_auth_methods_supported
        if settings.oidc_client_secret and "client_secret_basic" in methods:
            # RFC 6749 section 2.3.1: each is encoded as in a form first.
            pair = (quote_plus(settings.oidc_client_id), quote_plus(settings.oidc_client_secret))
            headers["Authorization"] = aiohttp.encode_basic_auth(*pair)
        else:
            form["client_id"] = settings.oidc_client_id
            if settings.oidc_client_secret:
                form["client_secret"] = settings.oidc_client_secret
        try:
            return await self._fetcher.post(metadata.token_endpoint, Tokens, form, headers)
        except FetchFailed as failure:
            # Above all: the code is none of its, or has been used.
            raise BadProviderAnswer(why=f"for the code, {failure}") from None

    async def _read(self, metadata: Metadata, tokens: Tokens, flow: Flow) -> dict[str, Any]:
        """OpenID Connect Core 1.0, section 3.1.3.7."""
        try:
            claims = await self._keys.claims(tokens.id_token)
            self._check(metadata, claims, flow)
            return claims | await self._more(metadata, tokens, claims)
        except BadSignedToken as wrong:
            raise BadProviderAnswer(why=str(wrong)) from None
        except FetchFailed as failure:
            raise BadProviderAnswer(why=str(failure)) from None

    def _check(self, metadata: Metadata, claims: dict[str, Any], flow: Flow) -> None:
        """Raises BadSignedToken."""
        client = self._settings.oidc_client_id
        audience = claims.get("aud")
        if claims.get("iss") != metadata.issuer:
            raise BadSignedToken("it is another provider's")
        listed = audience if isinstance(audience, list) else [audience]
        if client not in listed or (len(listed) > 1 and claims.get("azp") != client):
            raise BadSignedToken("it is for somebody else")
        if claims.get("azp", client) != client:
            raise BadSignedToken("it is for somebody else")
        check_times(claims, self._clock(), life_most=LIFE_MOST)
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(
            nonce.encode(errors="replace"), flow.nonce.encode()
        ):
            raise BadSignedToken("it answers another question")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise BadSignedToken("it does not say of whom it is")

    async def _more(
        self, metadata: Metadata, tokens: Tokens, claims: dict[str, Any]
    ) -> dict[str, Any]:
        """What the ID token leaves out: many providers tell names and groups only when asked."""
        wanted = {self._settings.oidc_user_claim, self._settings.oidc_role_claim} - {""}
        if wanted <= set(claims) or not metadata.userinfo_endpoint or not tokens.access_token:
            return {}
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        found = await self._fetcher.get(metadata.userinfo_endpoint, dict[str, Any], bearer)
        if found.get("sub") != claims["sub"]:
            raise BadSignedToken("what it tells more is of somebody else")
        return {name: value for name, value in found.items() if name not in claims}

    async def _describe(self) -> Metadata:
        if self._metadata is None:
            issuer = self._settings.oidc_issuer
            url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                found = await self._fetcher.get(url, Metadata)
            except FetchFailed as failure:
                raise BadProviderAnswer(why=str(failure)) from None
            if found.issuer != issuer or not is_safe_url(found.authorization_endpoint):
                raise BadProviderAnswer(why="it says that it is somebody else")
            self._metadata = found
        return self._metadata

    async def _load_keys(self) -> dict[str, Any]:
        # Only asked for once the provider is known.
        metadata = await self._describe()
        return await self._fetcher.get(metadata.jwks_uri, dict[str, Any])

    @property
    def _redirect(self) -> str:
        return self._settings.origin + CALLBACK


def _challenge(verifier: str) -> str:
    """RFC 7636 section 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
