"""Do the settings fit together, and is what is installed whole? Looks at this machine only."""

import asyncio
import ipaddress
import os
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from signaling import __version__, assets
from signaling.config import Settings, SettingsError
from signaling.doctor.findings import Finding, Part, Speaker
from signaling.sdk_copies.shelf import Shelf, folder_of
from signaling.signing import read_key_file
from signaling.texts import TextsError, load_changes
from signaling.web_origin import is_loopback

say = Speaker(Part.SETUP)

# The cloud's metadata, and with it its keys.
METADATA = (ipaddress.ip_address("169.254.169.254"), ipaddress.ip_address("fd00:ec2::254"))
# In deploy/coturn.conf.
PLACEHOLDER = "REPLACE-"
# Larger networks in `webhook_networks` are more than a receiver.
PREFIX_LEAST = {4: 16, 6: 48}


async def examine(settings: Settings, now: float) -> AsyncIterator[Finding]:
    for finding in await asyncio.to_thread(lambda: list(_examine(settings))):
        yield finding


def _examine(settings: Settings) -> Iterator[Finding]:
    yield from _bundle(settings)
    yield say.note("Bus: none. One server process works on one store")
    yield from _copies(settings)
    yield from _address(settings)
    yield from _store(settings)
    yield from _secrets(settings)
    yield from _turn(settings)
    yield from _embedding(settings)
    yield from _webhooks(settings)
    yield from _retention(settings)


def _bundle(settings: Settings) -> Iterator[Finding]:
    try:
        loaded = assets.load()
    except assets.BundleMissing as problem:
        yield say.failed(f"Bundle: {str(problem).rstrip('.')}", "Install the wheel anew.")
        return
    yield say.ok(f"Alongside {__version__}; the browser bundle is whole ({len(loaded)} files)")
    if not settings.texts_file:
        return
    try:
        load_changes(settings.texts_file, loaded)
    except TextsError as problem:
        yield say.failed(f"texts_file: {str(problem).rstrip('.')}", "The server does not start.")
    else:
        yield say.ok("texts_file: understood")


def _copies(settings: Settings) -> Iterator[Finding]:
    """Of the SDK, for websites that have pinned one."""
    folder = folder_of(settings)
    if folder is None:
        yield say.warn(
            "sdk_folder: not set, so that tags that are pinned end with the next upgrade",
            "Set it to a folder that outlives upgrades.",
        )
        return
    if not folder.exists():
        yield say.note(f"sdk_folder: {folder} is made at the next start")
        return
    if not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
        yield say.failed(
            f"sdk_folder: {folder} is no folder that can be written to",
            "Tags that are pinned end with the next upgrade. Give it to the server's user.",
        )
        return
    copies, broken = Shelf(folder).all()
    yield say.ok(f"sdk_folder: {folder} ({len(copies)} copies of the SDK)")
    for name in broken:
        yield say.warn(
            f"Copy of the SDK {name}: not as it was, and not served",
            "Put it back from a backup, or remove it.",
        )


def _address(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.origin)
    if url.scheme != "https" and not is_loopback(url.hostname or ""):
        yield say.failed(
            f"public_url: {settings.origin} is not https",
            "Browsers give WebRTC, camera and microphone to pages of https only.",
        )
    if not settings.public_url:
        yield say.note(
            f"public_url: not set; browsers reach the server at {settings.origin} only",
            "Put a reverse proxy in front, and set it: deploy/.",
        )
        return
    if settings.cookies_are_secure is False and url.scheme == "https":
        yield say.failed("secure_cookies: off", "Sign-ins can be read on the way. Leave it empty.")
    if not settings.trusted_proxies:
        yield say.warn(
            "trusted_proxies: none, so that all customers seem to have the proxy's address",
            "They share its limits. List the proxy: 127.0.0.1/32 where it is on this machine.",
        )
    for network in settings.trusted_proxies:
        if ipaddress.ip_network(network, strict=False).prefixlen == 0:
            yield say.failed(
                f"trusted_proxies: {network} believes everybody",
                "Whoever says so has any address, and no limits. List the proxy alone.",
            )
    if settings.host not in ("127.0.0.1", "::1", "localhost"):
        yield say.warn(
            f"host: {settings.host}, so that the server answers beside the proxy, too",
            "Listen on 127.0.0.1, or let a firewall see to it.",
        )


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        # The other part says so.
        return
    is_file = url.get_backend_name() == "sqlite"
    if is_file and not Path(url.database or "").is_absolute():
        yield say.warn(
            f"database_url: {url.database} depends on the folder that the server is started in",
            "Write sqlite:////var/lib/alongside/alongside.sqlite3, with four slashes.",
        )
    far = not is_file and not is_loopback(url.host or "localhost")
    if far and "ssl" not in url.query:
        yield say.warn(
            "database_url: the connection to the database need not be encrypted",
            "Add ?ssl=verify-full.",
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    if not settings.signing_key_file:
        yield say.note(
            "Signing key: in the store",
            "Whoever can write the store can sign; signing_key_file has it elsewhere.",
        )
        return
    file = Path(settings.signing_key_file)
    try:
        read_key_file(file)
        mode = file.stat().st_mode
    except (SettingsError, OSError) as problem:
        yield say.failed(str(problem).rstrip("."), "The server does not start.")
        return
    if mode & (stat.S_IRWXG | stat.S_IRWXO) & ~stat.S_IRGRP:
        yield say.warn(f"signing_key_file: others may read {file}", f"chmod 600 {file}")
    else:
        yield say.ok("Signing key: in a file of its own")


def _turn(settings: Settings) -> Iterator[Finding]:
    if settings.turn_secret.startswith(PLACEHOLDER):
        yield say.failed(
            "turn_secret: that of the example, which everybody knows",
            "openssl rand -hex 32, here and as static-auth-secret of coturn.",
        )


def _embedding(settings: Settings) -> Iterator[Finding]:
    for origin in settings.embed_origins:
        url = urlsplit(origin)
        if url.scheme != "https" and not is_loopback(url.hostname or ""):
            yield say.failed(
                f"embed_origins: {origin} is not https",
                "Whoever is on the way can show the agent pane in a page of theirs.",
            )


def _webhooks(settings: Settings) -> Iterator[Finding]:
    for text in settings.webhook_networks:
        network = ipaddress.ip_network(text, strict=False)
        if any(one.version == network.version and one in network for one in METADATA):
            yield say.failed(
                f"webhook_networks: {text} has the cloud's metadata in it",
                "Whoever may add webhooks can reach its keys. List the receiver alone.",
            )
        elif network.prefixlen < PREFIX_LEAST[network.version]:
            yield say.warn(f"webhook_networks: {text} is large", "List the receivers alone.")


def _retention(settings: Settings) -> Iterator[Finding]:
    kept = [
        name
        for name in ("chat_days", "conversation_days", "audit_days")
        if getattr(settings, name) == 0
    ]
    if kept:
        yield say.note(
            f"Kept for ever: {', '.join(kept)} not set",
            "Unless the admin console's settings say otherwise. See docs/privacy.md.",
        )
