"""What an operator sets for the whole server while it runs: whether there is co-browse at all (R6),
the organisation's name and look, its languages, and how long what is kept. It stands above the
sites' policies, and beside the settings of config.py, which need a restart.
"""

import msgspec
from msgspec.structs import asdict, replace

from broker.names import Language, Scope
from broker.policy import Policy
from signaling.config import Settings
from signaling.look import look_of
from signaling.store import Store
from signaling.store.settings import StoredSettings

NAME = "system"
# What there is of co-browse; calls and the chat are not.
_CO_BROWSE = frozenset({Scope.VIEW, Scope.CONTROL, Scope.SCREEN})


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """For how many days what is kept (retention.py, docs/privacy.md). 0: for ever."""

    chat_days: float
    conversation_days: float
    audit_days: float
    analytics_days: float


class SetKeeping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an operator has set of it; None: as in the configuration."""

    chat_days: int | None = None
    conversation_days: int | None = None
    audit_days: int | None = None
    analytics_days: int | None = None


class SystemSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`organisation`: of new sites for which nothing else is said; empty: as in the configuration.
    `accent`: `#rrggbb`; empty: ours. `languages`: that the widget may be in, on sites whose policy
    names none; empty: all."""

    co_browse: bool = True
    organisation: str = ""
    accent: str = ""
    languages: tuple[Language, ...] = ()
    keeping: SetKeeping = SetKeeping()


class System:
    """`load` before anything else."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._stored = store.settings
        self.configured = settings.organisation
        self.configured_keeping = keeping_of(settings)
        self.settings = SystemSettings()
        self.look = ""

    @property
    def keeping(self) -> Keeping:
        return _kept(self.settings.keeping, self.configured_keeping)

    async def load(self) -> None:
        """As the store has it now, which another node may have written."""
        self._adopt(await _read(self._stored))

    async def change(self, known: SystemSettings, wanted: SystemSettings) -> None:
        """What differs between `known` and `wanted` is as `wanted` says; what somebody else has
        changed meanwhile, here or at another node, stays."""
        before, after = asdict(known), asdict(wanted)
        edits = {name: value for name, value in after.items() if value != before[name]}

        def edited(found: str | None) -> str:
            return msgspec.json.encode(replace(_decoded(found), **edits)).decode()

        usual = msgspec.json.encode(SystemSettings()).decode()
        stored = await self._stored.edit(NAME, edited, usual=usual, untold=("organisation",))
        self._adopt(_decoded(stored))

    def languages_of(self, policy: Policy) -> tuple[Language, ...]:
        return policy.languages or self.settings.languages

    def above(self, policy: Policy) -> Policy:
        """What of a site's policy holds."""
        languages = self.languages_of(policy)
        if self.settings.co_browse:
            return replace(policy, languages=languages)
        return replace(
            policy,
            languages=languages,
            scopes=policy.scopes - _CO_BROWSE,
            agent_may_ask=False,
            customer_may_start=False,
        )

    def _adopt(self, wanted: SystemSettings) -> None:
        if wanted == self.settings:
            return
        self.settings = wanted
        self.look = look_of(wanted.accent) if wanted.accent else ""


async def organisation_of(stored: StoredSettings) -> str:
    """What an operator has called it; empty where nobody has."""
    return (await _read(stored)).organisation


def keeping_of(settings: Settings) -> Keeping:
    """As the server is configured."""
    return Keeping(
        chat_days=settings.chat_days,
        conversation_days=settings.conversation_days,
        audit_days=settings.audit_days,
        analytics_days=settings.analytics_days,
    )


async def keeping_now(stored: StoredSettings, settings: Settings) -> Keeping:
    """What holds, for who is not the server."""
    return _kept((await _read(stored)).keeping, keeping_of(settings))


def _kept(wanted: SetKeeping, configured: Keeping) -> Keeping:
    chosen = {
        name: days for name, days in msgspec.structs.asdict(wanted).items() if days is not None
    }
    return replace(configured, **chosen)


async def _read(stored: StoredSettings) -> SystemSettings:
    return _decoded(await stored.find(NAME))


def _decoded(found: str | None) -> SystemSettings:
    return SystemSettings() if found is None else msgspec.json.decode(found, type=SystemSettings)
