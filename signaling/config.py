"""Settings: defaults, then a TOML file, then the environment (`ALONGSIDE_*`); the last one wins.

Each field's sentence is its documentation: `settings_reference()` lists them and a test compares
docs/ with it.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec.structs import replace

from broker.names import Role
from signaling.ice_url import parse_ice_url
from signaling.web_origin import is_safe_url, normal_origin

PREFIX = "ALONGSIDE_"

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
Days = Annotated[float, msgspec.Meta(ge=0, le=36_500)]
# At least one message of the largest size.
Bytes = Annotated[int, msgspec.Meta(ge=65_536, le=2**40)]

# Written with commas in the environment.
LISTS = (
    "trusted_proxies",
    "stun_urls",
    "turn_urls",
    "webhook_networks",
    "embed_origins",
    "second_factor_roles",
    "oidc_scopes",
    "oidc_roles",
)
# What becomes of somebody whom another provider has signed in for the first time.
NewAccounts = Literal["link", "create", "link_or_create"]
# Who can be told in `oidc_roles`.
STAFF = frozenset(role.value for role in Role if role.is_staff)


def doc(sentence: str) -> msgspec.Meta:
    return msgspec.Meta(description=sentence)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything an operator can set. Build it with `load_settings`, which checks it."""

    host: Annotated[str, doc("Address to listen on.")] = "127.0.0.1"
    port: Annotated[Port, doc("TCP port to listen on; 0 lets the system choose.")] = 8080
    public_url: Annotated[
        str, doc("Origin under which browsers reach the server; empty: http://HOST:PORT.")
    ] = ""
    database_url: Annotated[str, doc("SQLAlchemy URL of the store.")] = (
        "sqlite:///alongside.sqlite3"
    )
    organisation: Annotated[str, doc("Name shown to customers as the one who asks.")] = (
        "Our organisation"
    )
    trusted_proxies: Annotated[
        tuple[str, ...],
        doc("Networks whose X-Forwarded-For is believed; in the environment: with commas."),
    ] = ()
    secure_cookies: Annotated[
        bool | None, doc("Mark cookies Secure; empty: when public_url is https.")
    ] = None
    hsts: Annotated[
        str,
        doc(
            "Strict-Transport-Security, where public_url is https; add includeSubDomains if all"
            " names below this one are https, too; empty: none."
        ),
    ] = "max-age=31536000"
    metrics_token: Annotated[
        str, doc("Bearer token for /metrics; empty: only the machine itself may read them.")
    ] = ""
    operator_token: Annotated[
        str,
        msgspec.Meta(pattern="^([!-~]{32,})?$"),
        doc(
            "Bearer token of the calls for operators (docs/protocol.md), 32 characters or more;"
            " empty: operators sign in."
        ),
    ] = ""
    embed_origins: Annotated[
        tuple[str, ...],
        doc(
            "Origins whose pages may show the agent pane, such as https://desk.example; empty:"
            " nobody; in the environment: with commas."
        ),
    ] = ()
    log_level: Annotated[
        str,
        msgspec.Meta(pattern="^(debug|info|warning|error)$"),
        doc("The least of what is logged: debug, info, warning or error."),
    ] = "info"
    log_format: Annotated[
        str, msgspec.Meta(pattern="^(json|console)$"), doc("Log lines as json or for a console.")
    ] = "json"

    hello_seconds: Annotated[Seconds, doc("Time for a new WebSocket to say hello.")] = 5.0
    heartbeat_seconds: Annotated[Seconds, doc("Time between pings to a WebSocket.")] = 2.0
    heartbeat_timeout: Annotated[
        Seconds, doc("Silence after which a WebSocket counts as gone.")
    ] = 4.5
    resume_seconds: Annotated[
        Seconds, doc("Time for a lost endpoint to come back with its resume ticket.")
    ] = 30.0
    ticket_seconds: Annotated[Seconds, doc("Life of a ticket for a new WebSocket.")] = 30.0
    header_seconds: Annotated[
        Seconds, doc("Time for an HTTP connection to send its first or its next request.")
    ] = 10.0
    body_seconds: Annotated[Seconds, doc("Time for a REST request to send its body.")] = 10.0
    close_seconds: Annotated[
        Seconds, doc("Time for the other side to answer a closing WebSocket.")
    ] = 2.0

    message_bytes: Annotated[Count, doc("Largest WebSocket message accepted.")] = 65_536
    message_rate: Annotated[
        Annotated[float, msgspec.Meta(gt=0)], doc("Messages a second a WebSocket may send.")
    ] = 50.0
    message_burst: Annotated[Count, doc("Messages a WebSocket may send at once.")] = 200
    queue_messages: Annotated[
        Count, doc("Messages waiting for a slow reader before it is disconnected.")
    ] = 1_024
    queue_bytes: Annotated[
        Count, doc("Bytes waiting for a slow reader before it is disconnected.")
    ] = 1_048_576
    relay_rate: Annotated[
        Annotated[float, msgspec.Meta(ge=0)],
        doc("Bytes a second each end of a link may send through the sealed relay; 0: no relay."),
    ] = 262_144.0
    relay_burst: Annotated[
        Bytes, doc("Bytes each end of a link may send through the sealed relay at once.")
    ] = 1_048_576
    relay_bytes: Annotated[
        Bytes, doc("Bytes each end of a link may send through the sealed relay in all.")
    ] = 268_435_456
    stun_urls: Annotated[
        tuple[str, ...], doc("STUN servers, as stun:HOST:PORT; in the environment: with commas.")
    ] = ()
    turn_urls: Annotated[
        tuple[str, ...],
        doc(
            "TURN servers, the best first, as turn:HOST:PORT?transport=udp; in the environment: "
            "with commas."
        ),
    ] = ()
    turn_secret: Annotated[
        str,
        msgspec.Meta(pattern="^([!-~]{32,})?$"),
        doc("The TURN servers' static-auth-secret, 32 characters or more."),
    ] = ""
    turn_seconds: Annotated[
        Annotated[float, msgspec.Meta(ge=60, le=600)],
        doc("Life of credentials for the TURN servers, 600 at most."),
    ] = 600.0
    webhook_networks: Annotated[
        tuple[str, ...],
        doc(
            "Networks that webhooks may reach beside the internet; loopback also by http; in the"
            " environment: with commas."
        ),
    ] = ()
    texts_file: Annotated[
        str, doc("JSON file with texts in place of ours, {TAG: {KEY: TEXT}}; empty: none.")
    ] = ""
    sdk_folder: Annotated[
        str,
        doc(
            "Folder for copies of the SDK, which websites pin; empty: sdk_copies beside the SQLite"
            " file, and none with PostgreSQL."
        ),
    ] = ""
    sdk_copies: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=1_000)],
        doc("Copies of the SDK that are kept beside the present one, the newest."),
    ] = 20
    signing_key_file: Annotated[
        str,
        doc(
            "PEM file with the Ed25519 key that signs audit checkpoints and receipts; empty: one"
            " in the store."
        ),
    ] = ""
    checkpoint_seconds: Annotated[
        Seconds, doc("Time that new rows of the audit log go without a signed checkpoint at most.")
    ] = 60.0
    checkpoint_rows: Annotated[
        Count, doc("Rows of the audit log that go without a signed checkpoint at most.")
    ] = 1_000
    chat_days: Annotated[
        Days, doc("Days after which the words of ended conversations are erased; 0: never.")
    ] = 0.0
    conversation_days: Annotated[
        Days, doc("Days after which ended conversations are deleted, with their events; 0: never.")
    ] = 0.0
    audit_days: Annotated[
        Days,
        doc("Days after which records of the audit log are erased, but their hashes; 0: never."),
    ] = 0.0
    analytics_days: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=3_650)], doc("Days that analytics are kept.")
    ] = 400
    check_page: Annotated[bool, doc("Whether there is the page /check, for everybody.")] = True
    connections_per_source: Annotated[
        Count, doc("Open WebSockets from one address (or /64 of IPv6).")
    ] = 256

    sign_in_seconds: Annotated[
        Annotated[float, msgspec.Meta(gt=0)], doc("Life of an agent's sign-in.")
    ] = 43_200.0
    operator_idle_seconds: Annotated[
        Annotated[float, msgspec.Meta(ge=120)],
        doc("After so long without a use of the admin console an operator's sign-in is over."),
    ] = 1_800.0
    customer_seconds: Annotated[
        Annotated[float, msgspec.Meta(gt=0)], doc("Life of a customer's token.")
    ] = 86_400.0
    code_seconds: Annotated[Seconds, doc("Life of a session code.")] = 600.0
    code_tries: Annotated[
        Count, doc("Wrong session codes per agent and per address in 30 minutes.")
    ] = 10
    code_tries_site: Annotated[
        Count,
        doc(
            "Wrong session codes in an hour before joining by code pauses for everybody; more, "
            "where many agents type many."
        ),
    ] = 20
    sign_in_tries: Annotated[
        Count, doc("Wrong passwords per user name and per address in 15 minutes.")
    ] = 10

    sign_in_lock_most: Annotated[
        Annotated[float, msgspec.Meta(gt=0)],
        doc(
            "Longest time that wrong passwords lock a user name and an address; at first it is 15"
            " minutes, then twice as long each time."
        ),
    ] = 14_400.0
    second_factor_roles: Annotated[
        tuple[Role, ...],
        doc(
            "Roles that sign in by password only with a second factor, such as supervisor; in the"
            " environment: with commas."
        ),
    ] = ()

    oidc_issuer: Annotated[
        str,
        doc(
            "OpenID Connect provider that agents sign in at, as it calls itself, such as"
            " https://login.example; empty: none."
        ),
    ] = ""
    oidc_client_id: Annotated[str, doc("What the provider calls this server.")] = ""
    oidc_client_secret: Annotated[
        str, doc("The secret that goes with it; empty: a public client, with PKCE alone.")
    ] = ""
    oidc_name: Annotated[
        str, msgspec.Meta(max_length=60), doc("What agents call the provider: Sign in with NAME.")
    ] = "your organisation"
    oidc_scopes: Annotated[
        tuple[str, ...], doc("What the provider is asked for; in the environment: with commas.")
    ] = ("openid", "profile")
    oidc_user_claim: Annotated[
        str, doc("Claim that holds the user name; one that people cannot choose themselves.")
    ] = "preferred_username"
    oidc_role_claim: Annotated[
        str, doc("Claim that holds what oidc_roles lists; empty: roles are kept here.")
    ] = ""
    oidc_roles: Annotated[
        tuple[str, ...],
        doc(
            "Roles by that claim, such as support-leads=supervisor, the first that fits; whoever"
            " has none may not sign in; in the environment: with commas."
        ),
    ] = ()
    oidc_new_accounts: Annotated[
        NewAccounts,
        doc(
            "Who signs in for the first time gets the account of the same user name (link), a new"
            " one (create), or the one or the other (link_or_create)."
        ),
    ] = "link"

    jwt_keys_file: Annotated[
        str,
        doc(
            "Public key (PEM) or JWK set of your own server, which signs agents in to the agent"
            " pane; empty: see jwt_jwks_url."
        ),
    ] = ""
    jwt_jwks_url: Annotated[
        str,
        doc(
            "URL of that JWK set in place of the file: of the internet, or of a network in"
            " webhook_networks; empty: no such sign-in."
        ),
    ] = ""
    jwt_issuer: Annotated[
        str, doc("What `iss` has to be in such a token; empty: it is not looked at.")
    ] = ""
    jwt_audience: Annotated[
        str, doc("What `aud` has to be in such a token; empty: the server's own origin.")
    ] = ""
    jwt_new_accounts: Annotated[
        NewAccounts, doc("As oidc_new_accounts, for who comes with such a token; by `sub`.")
    ] = "link"

    @property
    def origin(self) -> str:
        """The broker's own public origin, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def cookies_are_secure(self) -> bool:
        if self.secure_cookies is not None:
            return self.secure_cookies
        return self.origin.startswith("https://")


class SettingsError(Exception):
    """The sentence says which setting is wrong and where it came from."""


class SettingLine(msgspec.Struct, frozen=True):
    """One row of the reference: `name` in TOML, `variable` in the environment."""

    name: str
    variable: str
    default: str
    doc: str


def settings_reference() -> list[SettingLine]:
    """All settings, in the order of their declaration."""
    hints = get_type_hints(Settings, include_extras=True)
    defaults = Settings()
    return [
        SettingLine(
            name, PREFIX + name.upper(), _shown(getattr(defaults, name)), _doc_of(hints[name])
        )
        for name in Settings.__struct_fields__
    ]


def _shown(default: object) -> str:
    match default:
        case None | "" | ():
            return "(empty)"
        case _:
            return str(default)


def _doc_of(hint: Any) -> str:
    return next(
        meta.description
        for meta in get_args(hint)[1:]
        if isinstance(meta, msgspec.Meta) and meta.description
    )


def load_settings(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    **overrides: object,
) -> Settings:
    """Read the settings; `overrides` (from the command line) beat both file and environment.

    Raises SettingsError for an unreadable file, an unknown name or a value out of range.
    """
    environment = os.environ if environment is None else environment
    raw: dict[str, object] = {**_from_file(file), **_from_environment(environment), **overrides}
    try:
        settings = msgspec.convert(raw, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting is wrong: {error}") from None
    _check_networks("trusted_proxies", settings.trusted_proxies)
    _check_networks("webhook_networks", settings.webhook_networks)
    _check_ice(settings)
    _check_provider(settings)
    return replace(settings, embed_origins=_origins("embed_origins", settings.embed_origins))


def _from_file(file: Path | None) -> dict[str, object]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read {file}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}.") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in Settings.__struct_fields__:
        text = environment.get(PREFIX + name.upper())
        if text is None:
            continue
        if name in LISTS:
            values[name] = [part.strip() for part in text.split(",") if part.strip()]
        elif name == "secure_cookies" and not text:
            values[name] = None
        else:
            values[name] = text
    return values


def _check_networks(name: str, networks: tuple[str, ...]) -> None:
    for network in networks:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise SettingsError(f"{name}: {network!r} is not a network.") from None


def _origins(name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """As browsers write them."""
    found = []
    for text in texts:
        origin = normal_origin(text)
        if origin is None:
            raise SettingsError(f"{name}: {text!r} is not an origin such as https://desk.example.")
        found.append(origin)
    return tuple(found)


def _check_provider(settings: Settings) -> None:
    if settings.oidc_issuer and not is_safe_url(settings.oidc_issuer):
        raise SettingsError("oidc_issuer: it is no https URL (or http of this machine).")
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise SettingsError("oidc_issuer: it needs oidc_client_id.")
    if settings.oidc_issuer and "openid" not in settings.oidc_scopes:
        raise SettingsError("oidc_scopes: openid is one of them.")
    for line in settings.oidc_roles:
        name, _, role = line.rpartition("=")
        if not name or role not in STAFF:
            raise SettingsError(f"oidc_roles: {line!r} is not VALUE=agent or VALUE=supervisor.")
    if settings.jwt_keys_file and settings.jwt_jwks_url:
        raise SettingsError("jwt_keys_file: there is jwt_jwks_url, too; it is one or the other.")
    if settings.jwt_jwks_url and not is_safe_url(settings.jwt_jwks_url):
        raise SettingsError("jwt_jwks_url: it is no https URL (or http of this machine).")
    if settings.oidc_role_claim and not settings.oidc_roles:
        raise SettingsError("oidc_role_claim: it needs oidc_roles.")


def _check_ice(settings: Settings) -> None:
    for name, urls, is_turn in (
        ("stun_urls", settings.stun_urls, False),
        ("turn_urls", settings.turn_urls, True),
    ):
        for text in urls:
            try:
                url = parse_ice_url(text)
            except ValueError as error:
                raise SettingsError(f"{name}: {error}.") from None
            if url.is_turn is not is_turn:
                raise SettingsError(f"{name}: {text!r} is of another kind.")
    if settings.turn_urls and not settings.turn_secret:
        raise SettingsError("turn_urls: they need turn_secret, the TURN servers' secret.")
