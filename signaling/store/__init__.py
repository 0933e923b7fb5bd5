"""The store: `await Store.open(url)` migrates the database and starts the writer."""

from sqlalchemy import text

from signaling.store.acts import Acts
from signaling.store.analytics import Analytics
from signaling.store.answers import Answers
from signaling.store.api_keys import ApiKeys
from signaling.store.checkpoints import Checkpoints
from signaling.store.deliveries import Deliveries
from signaling.store.doors import Doors
from signaling.store.engine import Database, StoreUnavailable
from signaling.store.erasure import Erasure
from signaling.store.events import Streams
from signaling.store.facts import Facts
from signaling.store.guests import Guests
from signaling.store.outbox import Outbox
from signaling.store.people import Agents, Customers
from signaling.store.previews import Previews
from signaling.store.proofs import Proofs
from signaling.store.records import Records
from signaling.store.rule_failures import RuleFailures
from signaling.store.second_factors import SecondFactors
from signaling.store.set_up import SetUpDoor
from signaling.store.settings import StoredSettings
from signaling.store.sightings import StoredSightings
from signaling.store.sign_ins import SignIns
from signaling.store.sites import Secrets, Sites
from signaling.store.teams import Teams
from signaling.store.trail import Trail
from signaling.store.versions import Versions
from signaling.store.webhooks import Webhooks
from signaling.store.writer import Conflict, OnCommit, Writer

__all__ = ["Conflict", "Store", "StoreUnavailable"]


class Store:
    """Everything durable, by subject."""

    def __init__(self, database: Database, on_commit: OnCommit) -> None:
        self._database = database
        self.trail = Trail(database)
        self.writer = Writer(database, on_commit=on_commit, on_rollback=self._forget)
        self.writer.start()
        self.deliveries = Deliveries(database, self.writer)
        self.acts = Acts(database, self.writer, self.trail)
        self.outbox = Outbox(database, self.writer, self.acts)
        self.facts = Facts(database, self.writer)
        self.streams = Streams(database, self.writer, self.trail, self.outbox, self.facts)
        self.analytics = Analytics(database)
        self.records = Records(database)
        self.checkpoints = Checkpoints(database, self.writer, self.trail)
        self.erasure = Erasure(database, self.writer, self.trail, self.acts)
        self.sites = Sites(database, self.writer, self.acts)
        self.versions = Versions(database, self.writer, self.acts)
        self.previews = Previews(database, self.writer, self.acts)
        self.rule_failures = RuleFailures(database, self.writer)
        self.secrets = Secrets(database, self.writer)
        self.agents = Agents(database, self.writer, self.acts)
        self.api_keys = ApiKeys(database, self.writer, self.acts)
        self.sign_ins = SignIns(database, self.writer)
        self.second_factors = SecondFactors(database, self.writer, self.acts)
        self.proofs = Proofs(database, self.writer)
        self.teams = Teams(database, self.writer, self.acts)
        self.sightings = StoredSightings(database, self.writer)
        self.settings = StoredSettings(database, self.writer, self.acts)
        self.set_up = SetUpDoor(database, self.writer, self.acts)
        self.customers = Customers(database, self.writer)
        self.guests = Guests(database, self.writer)
        self.doors = Doors(database, self.writer, self.acts)
        self.kept = Answers(database, self.writer)
        self.webhooks = Webhooks(database, self.writer, self.acts, self.outbox.listeners_changed)

    @classmethod
    async def open(cls, url: str, on_commit: OnCommit = lambda size, seconds: None) -> "Store":
        """Raises StoreUnavailable."""
        return cls(await Database.open(url), on_commit)

    async def close(self) -> None:
        """Write what is waiting, then disconnect."""
        await self.writer.stop()
        await self._database.close()

    def _forget(self) -> None:
        """What is in memory of what was to be written."""
        self.trail.forget()
        self.facts.forget()

    async def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            await self._database.read(lambda c: c.execute(text("SELECT 1")).scalar())
        except StoreUnavailable:
            return False
        return True
