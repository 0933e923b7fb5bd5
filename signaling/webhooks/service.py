"""What operators do with webhooks; REST and the command line both call this."""

from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from broker.errors import UnknownThing
from signaling.auth.tokens import new_id
from signaling.errors import TooManyWebhooks, UnknownEvents
from signaling.store import Conflict, Store
from signaling.store.deliveries import Delivery
from signaling.store.outbox import Counts, Letter
from signaling.store.sites import Site
from signaling.store.webhooks import Webhook
from signaling.webhooks import payload
from signaling.webhooks.retrying import Attempt
from signaling.webhooks.sender import Sender
from signaling.webhooks.signature import new_secret, show_secret, signed_headers

MOST_PER_SITE = 10
NAMES_TOLD = 5
# How long the secret before a rotation signs, too.
OVERLAP_SECONDS = 86_400.0


class WebhookInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What may be shown of a webhook at any time: not its secrets. `off_because`: `operator`,
    `gone` (the receiver answered 410), `failing` (for too long) or `overflow` (too much waits).
    `waiting`, `dead`: messages."""

    id: str
    url: str
    events: tuple[str, ...]
    enabled: bool
    off_because: str | None
    failing_since: float | None
    previous_secret_until: float | None
    waiting: int
    dead: int
    created_at: float


class WebhookWithSecret(WebhookInfo, frozen=True, kw_only=True):
    """The one time that the secret is shown."""

    secret: str


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """How one attempt ended. `failure`: None when it was delivered."""

    message: str
    delivered: bool
    status: int | None
    failure: str | None


class WebhookService:
    """Every call names the site: another site's webhooks do not exist (UnknownThing)."""

    def __init__(self, store: Store, sender: Sender, clock: Callable[[], float]) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock

    async def add(
        self, site: Site, url: str, events: Iterable[str], *, enabled: bool = True
    ) -> WebhookWithSecret:
        """`events`: none: all. Raises BadWebhookUrl, WebhookAddressRefused, UnknownEvents,
        TooManyWebhooks."""
        webhook = Webhook(
            id=new_id("webhook"),
            site=site.id,
            events=_known(events),
            url=await self._sender.check(url),
            secret=new_secret(),
            enabled=enabled,
            off_because=None if enabled else "operator",
            created_at=self._clock(),
        )
        if not await self._store.webhooks.add(webhook, MOST_PER_SITE):
            raise TooManyWebhooks(most=MOST_PER_SITE)
        return self._with_secret(webhook, Counts())

    async def all(self, site: Site) -> list[WebhookInfo]:
        counts = await self._store.outbox.counts()
        found = await self._store.webhooks.of_site(site.id)
        return [self._info(webhook, counts.get(webhook.id, Counts())) for webhook in found]

    async def one(self, site: Site, id: str) -> WebhookInfo:
        return await self._counted(await self._find(site, id))

    async def change(
        self,
        site: Site,
        id: str,
        *,
        url: str | None = None,
        events: Iterable[str] | None = None,
        enabled: bool | None = None,
    ) -> WebhookInfo:
        """None: it stays. Raises as `add` does."""
        webhook = await self._find(site, id)
        columns: dict[str, object] = {}
        if events is not None:
            columns["events"] = _known(events)
        if url is not None:
            columns["url"] = await self._sender.check(url)
        if enabled is not None and enabled is not webhook.enabled:
            columns |= {"enabled": enabled, "failing_since": None}
            columns["off_because"] = None if enabled else "operator"
        if columns:
            webhook = _still_there(await self._store.webhooks.change(id, **columns))
            self._store.outbox.announce()
        return await self._counted(webhook)

    async def rotate(
        self, site: Site, id: str, overlap: float = OVERLAP_SECONDS
    ) -> WebhookWithSecret:
        """A new secret; the one that was in use signs as well for `overlap` seconds."""
        before = await self._find(site, id)
        changed = await self._store.webhooks.change(
            id,
            secret=new_secret(),
            previous_secret=before.secret if overlap > 0 else None,
            previous_until=self._clock() + overlap if overlap > 0 else None,
        )
        webhook = _still_there(changed)
        counts = (await self._store.outbox.counts()).get(id, Counts())
        return self._with_secret(webhook, counts)

    async def test(self, site: Site, id: str) -> Tested:
        """Send `webhook.test` now, once, past the queue; also where it is turned off."""
        webhook, now = await self._find(site, id), self._clock()
        message, body = new_id("msg"), payload.of_test(site.key, now)
        headers = signed_headers(message, body, webhook.secrets(now), now)
        attempt: Attempt = await self._sender.send(webhook.url, headers, body)
        made = Delivery(
            webhook=id,
            message=message,
            type=payload.TEST,
            attempt=1,
            status=attempt.status,
            failure=attempt.failure,
            at=now,
        )
        # Removed meanwhile: nobody will ask.
        with suppress(Conflict):
            await self._store.deliveries.add(made)
        return Tested(
            message=message,
            delivered=attempt.delivered,
            status=attempt.status,
            failure=attempt.failure,
        )

    async def deliveries(self, site: Site, id: str, before: int, most: int) -> list[Delivery]:
        """The latest attempts, the last one first."""
        await self._find(site, id)
        return await self._store.deliveries.page(id, before, most)

    async def dead(self, site: Site, id: str, after: int, most: int) -> list[Letter]:
        await self._find(site, id)
        return await self._store.outbox.dead(id, after, most)

    async def redeliver(self, site: Site, id: str, message: str | None) -> int:
        """How many dead messages are on their way again. Raises UnknownThing for a message that is
        not dead."""
        await self._find(site, id)
        revived = await self._store.outbox.revive(id, self._clock(), message)
        if message is not None and not revived:
            raise UnknownThing(what="dead message")
        return revived

    async def remove(self, site: Site, id: str) -> None:
        await self._find(site, id)
        await self._store.webhooks.remove(id)

    async def _find(self, site: Site, id: str) -> Webhook:
        webhook = await self._store.webhooks.find(id)
        return _still_there(None if webhook is None or webhook.site != site.id else webhook)

    async def _counted(self, webhook: Webhook) -> WebhookInfo:
        counts = (await self._store.outbox.counts()).get(webhook.id, Counts())
        return self._info(webhook, counts)

    def _info(self, webhook: Webhook, counts: Counts) -> WebhookInfo:
        is_rotating = len(webhook.secrets(self._clock())) > 1
        return WebhookInfo(
            id=webhook.id,
            url=webhook.url,
            events=webhook.events,
            enabled=webhook.enabled,
            off_because=webhook.off_because,
            failing_since=webhook.failing_since,
            previous_secret_until=webhook.previous_until if is_rotating else None,
            waiting=counts.waiting,
            dead=counts.dead,
            created_at=webhook.created_at,
        )

    def _with_secret(self, webhook: Webhook, counts: Counts) -> WebhookWithSecret:
        shown = msgspec.structs.asdict(self._info(webhook, counts))
        return WebhookWithSecret(secret=show_secret(webhook.secret), **shown)


def _known(events: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order. Raises UnknownEvents."""
    wanted = sorted(set(events))
    unknown = [name for name in wanted if name not in payload.TYPES]
    if unknown:
        more = ", ..." if len(unknown) > NAMES_TOLD else ""
        raise UnknownEvents(names=", ".join(map(repr, unknown[:NAMES_TOLD])) + more)
    return tuple(wanted)


def _still_there(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise UnknownThing(what="webhook")
    return webhook
