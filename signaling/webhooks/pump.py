"""Delivers what is in the outbox: to each webhook one message after the other, to several webhooks
at once. What is written down before an attempt is only that it is to be made, so a message may
arrive twice (with the same id), and is never lost."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import assert_never

import structlog

from signaling.metrics import Metrics
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.deliveries import Delivery
from signaling.store.outbox import Letter
from signaling.store.webhooks import Webhook
from signaling.tasks import end, own
from signaling.webhooks import retrying
from signaling.webhooks.retrying import Again, Attempt, Dead, Delivered, TurnOff
from signaling.webhooks.sender import Sender
from signaling.webhooks.signature import signed_headers

log = structlog.get_logger()

# How often somebody looks for what is due, and for what the command line has changed.
LOOK_SECONDS = 1.0
COUNT_SECONDS = 10.0
# A receiver that took a message must not get it again and again while that cannot be written down.
STORE_SECONDS = 30.0
AT_ONCE = 32


class Pump:
    """`start` and `stop` it once. `dice`: random, from 0 to 1."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        metrics: Metrics,
        clock: Callable[[], float],
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._sender = sender
        self._metrics = metrics
        self._clock = clock
        self._dice = dice
        self._places = asyncio.Semaphore(AT_ONCE)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._runner: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._runner = own(self._run(), "webhooks")

    async def stop(self) -> None:
        """What is on its way is cut off, and sent again after the next start."""
        if self._runner is not None:
            await end(self._runner)
        await end(*self._working.values())

    async def look(self) -> None:
        """Begin to deliver what is due now. Raises StoreUnavailable."""
        for webhook in await self._store.outbox.ready(self._clock()):
            if webhook not in self._working:
                task = own(self._work(webhook), f"webhook {webhook}")
                self._working[webhook] = task
                task.add_done_callback(partial(self._ended, webhook))

    async def idle(self) -> None:
        """Until nothing is on its way."""
        while self._working:
            await asyncio.wait(self._working.values())

    async def count(self) -> None:
        """Measure the queues, and turn off the webhooks whose queue is too long. Raises
        StoreUnavailable, Conflict."""
        found = await self._store.outbox.counts()
        self._metrics.webhook_waiting.set(sum(counts.waiting for counts in found.values()))
        for webhook, counts in found.items():
            if counts.waiting > retrying.QUEUE_MOST:
                await self._turn_off_if_on(webhook)

    async def _run(self) -> None:
        count_at = 0.0
        while True:
            self._store.outbox.news.clear()
            try:
                await self.look()
                if time.monotonic() >= count_at:
                    await self.count()
                    count_at = time.monotonic() + COUNT_SECONDS
            except (Conflict, StoreUnavailable):
                log.warning("webhooks.unreadable")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._store.outbox.news.wait()

    def _ended(self, webhook: str, _task: asyncio.Task[None]) -> None:
        del self._working[webhook]

    async def _work(self, id: str) -> None:
        """Deliver what is due now."""
        try:
            while (letter := await self._store.outbox.next(id, self._clock())) is not None:
                async with self._places:
                    # Read after the wait: it may be off, or have another secret, by now.
                    webhook = await self._store.webhooks.find(id)
                    if webhook is None or not webhook.enabled:
                        return
                    attempt = await self._send(webhook, letter)
                await self._settle(webhook, letter, attempt)
        except (Conflict, StoreUnavailable):
            log.warning("webhook.store_failed", webhook=id)
            await asyncio.sleep(STORE_SECONDS)

    async def _send(self, webhook: Webhook, letter: Letter) -> Attempt:
        body, now = letter.body.encode(), self._clock()
        headers = signed_headers(letter.id, body, webhook.secrets(now), now)
        return await self._sender.send(webhook.url, headers, body)

    async def _settle(self, webhook: Webhook, letter: Letter, attempt: Attempt) -> None:
        now, attempts = self._clock(), letter.attempts + 1
        of_letter: dict[str, object] = {"attempts": attempts, "failure": attempt.failure}
        of_webhook: dict[str, object] = {}
        if webhook.failing_since is None:
            of_webhook["failing_since"] = now
        made = Delivery(
            webhook=webhook.id,
            message=letter.id,
            type=letter.type,
            attempt=attempts,
            status=attempt.status,
            failure=attempt.failure,
            at=now,
        )
        about = {"webhook": webhook.id, "message": letter.id, "attempts": attempts}
        verdict = retrying.verdict(
            attempt,
            attempts=attempts,
            expires_at=letter.expires_at,
            failing_since=webhook.failing_since,
            now=now,
            dice=self._dice(),
        )
        match verdict:
            case Delivered():
                of_webhook = {} if webhook.failing_since is None else {"failing_since": None}
                await self._store.outbox.settle(letter, of_webhook, None, made)
                self._metrics.webhook_attempts.labels("delivered").inc()
                log.debug("webhook.delivered", **about)
                return
            case Again():
                of_letter["due_at"] = verdict.due_at
                log.info("webhook.failed", **about, failure=attempt.failure)
            case Dead():
                of_letter["died_at"] = now
                log.warning("webhook.dead", **about, failure=attempt.failure)
            case TurnOff():
                of_webhook |= {"enabled": False, "off_because": verdict.reason}
                self._tell_off(webhook.id, verdict.reason)
            case _:
                assert_never(verdict)
        result = "dead" if isinstance(verdict, Dead) else "failed"
        self._metrics.webhook_attempts.labels(result).inc()
        await self._store.outbox.settle(letter, of_webhook, of_letter, made)

    async def _turn_off_if_on(self, id: str) -> None:
        webhook = await self._store.webhooks.find(id)
        if webhook is not None and webhook.enabled:
            await self._store.webhooks.change(id, enabled=False, off_because="overflow")
            self._tell_off(id, "overflow")

    def _tell_off(self, id: str, reason: str) -> None:
        self._metrics.webhooks_off.labels(reason).inc()
        log.warning("webhook.off", webhook=id, reason=reason)
