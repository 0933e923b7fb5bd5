"""Counts for Prometheus. Kinds and numbers only, never ids."""

from collections.abc import Callable, Iterable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from broker.consent import ScopeEvent
from broker.events import Event
from broker.names import LinkKind


class Metrics:
    """A registry of its own, so that two servers in one process do not share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def committed(self, jobs: int) -> None:
        self._commits.observe(jobs)

    def render(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self.registry)
