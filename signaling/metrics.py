"""Counts for Prometheus. Kinds and numbers only, never ids."""

from collections.abc import Callable, Iterable
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from broker.consent import ScopeEvent
from broker.events import Event
from broker.names import ConversationState, LinkKind
from signaling import __version__


class Metrics:
    """A registry of its own, so that two servers in one process do not share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Memory, processor, open files: where the system tells them (Linux).
        ProcessCollector(registry=self.registry)
        Gauge(
            "alongside_build_info",
            "Always 1; the version that runs is in a label.",
            ["version"],
            registry=self.registry,
        ).labels(__version__).set(1)
        self._events = Counter(
            "alongside_events", "Events decided, by type.", ["type"], registry=self.registry
        )
        self._scopes = Counter(
            "alongside_scopes",
            "Consent asked, granted and ended, by scope, what happened, and why.",
            ["scope", "event", "reason"],
            registry=self.registry,
        )
        self._links = Gauge(
            "alongside_links",
            "Connections between browsers that should exist now, by kind.",
            ["kind"],
            registry=self.registry,
        )
        self._decisions = Counter(
            "alongside_decisions", "Decisions that led to events.", registry=self.registry
        )
        self._commits = Histogram(
            "alongside_commit_jobs",
            "Jobs written in one commit.",
            buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
            registry=self.registry,
        )
        self._commit_seconds = Histogram(
            "alongside_commit_seconds",
            "Time that the store takes for one commit.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self.registry,
        )
        self._conversations = Gauge(
            "alongside_conversations",
            "Conversations that are open now, by state.",
            ["state"],
            registry=self.registry,
        )
        self.connections = Gauge(
            "alongside_connections", "WebSockets connected now.", registry=self.registry
        )
        self.refusals = Counter(
            "alongside_refusals", "Requests refused, by code.", ["code"], registry=self.registry
        )
        self.closes = Counter(
            "alongside_closes", "WebSockets closed, by code.", ["code"], registry=self.registry
        )
        self.relayed_bytes = Counter(
            "alongside_relayed_bytes",
            "Bytes passed on by the sealed relay.",
            registry=self.registry,
        )
        self.webhook_attempts = Counter(
            "alongside_webhook_attempts",
            "Attempts to deliver to a webhook: delivered, failed (tried again), dead (given up).",
            ["result"],
            registry=self.registry,
        )
        self.webhooks_off = Counter(
            "alongside_webhooks_off",
            "Webhooks turned off by the server, by reason: failing, gone, overflow.",
            ["reason"],
            registry=self.registry,
        )
        self.webhook_waiting = Gauge(
            "alongside_webhook_waiting",
            "Messages that wait for webhooks, those that are off included.",
            registry=self.registry,
        )

    def decided(self, events: Iterable[Event]) -> None:
        self._decisions.inc()
        for event in events:
            self._events.labels(event.__struct_config__.tag).inc()
            if isinstance(event, ScopeEvent):
                reason = getattr(event, "reason", "")
                self._scopes.labels(event.scope, event.__struct_config__.tag, reason).inc()

    def count_links(self, count: Callable[[LinkKind], int]) -> None:
        """`count` is called whenever the metrics are read."""
        for kind in LinkKind:
            self._links.labels(kind).set_function(partial(count, kind))

    def count_conversations(self, count: Callable[[ConversationState], int]) -> None:
        """`count` is called whenever the metrics are read."""
        for state in ConversationState:
            if state is not ConversationState.ENDED:
                self._conversations.labels(state).set_function(partial(count, state))

    def committed(self, jobs: int, seconds: float) -> None:
        self._commits.observe(jobs)
        self._commit_seconds.observe(seconds)

    def render(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self.registry)
