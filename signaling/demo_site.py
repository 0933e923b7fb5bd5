"""Demo mode: one site, one agent, kept in the data folder so that a restart changes nothing."""

import os
import secrets
import time
from pathlib import Path

import msgspec
from msgspec.structs import replace

from broker.policy import PRESETS
from signaling.auth.accounts import Accounts
from signaling.auth.passwords import hash_password
from signaling.auth.tokens import new_id
from signaling.config import Settings
from signaling.pages import Demo, load_demo
from signaling.store import Conflict, Store
from signaling.store.sites import Site

NOTES = "demo.json"
DATABASE = "demo.sqlite3"
USER_NAME = "demo"
AGENT_NAME = "Alex Demo"
SITE_NAME = "Demo shop"
ORGANISATION = "Demo shop"


class Notes(msgspec.Struct, frozen=True):
    """What the demo must remember in clear text: it is printed at every start."""

    user_name: str
    password: str
    site_key: str


def database_url(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


def read_notes(folder: Path) -> Notes:
    """The notes of this data folder; made at the first start."""
    path = folder / NOTES
    try:
        return msgspec.json.decode(path.read_bytes(), type=Notes)
    except (FileNotFoundError, msgspec.DecodeError):
        pass
    notes = Notes(user_name=USER_NAME, password=secrets.token_urlsafe(9), site_key=new_id("site"))
    folder.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_bytes(msgspec.json.encode(notes))
    os.replace(written, path)
    return notes


async def prepare(store: Store, settings: Settings, notes: Notes) -> Demo:
    """The demo's site and agent are registered, and the site answers on the present port."""
    origins = tuple(f"http://{host}:{settings.port}" for host in ("127.0.0.1", "localhost"))
    site = await store.sites.by_key(notes.site_key)
    if site is None:
        await store.sites.add(
            Site(
                id=new_id("site"),
                key=notes.site_key,
                name=SITE_NAME,
                organisation=ORGANISATION,
                origins=origins,
                policy=PRESETS["standard"],
                created_at=time.time(),
            )
        )
    elif site.origins != origins:
        await store.sites.describe(replace(site, origins=origins))
    try:
        await Accounts(store, settings, time.time).add(notes.user_name, AGENT_NAME, notes.password)
    except Conflict:
        agent = await store.agents.by_user_name(notes.user_name)
        assert agent is not None
        kept = replace(agent, password=await hash_password(notes.password))
        await store.agents.change(agent, kept, sign_out=False)
    return load_demo(notes.site_key)
