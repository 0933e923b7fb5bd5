"""What deploy/grafana.json and deploy/alerts.yml ask for is what /metrics has after a real
session; and all metrics are named as Prometheus wants it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from broker.events import AnyEvent
from broker.names import ConversationState, LinkKind, Scope
from signaling.errors import all_errors
from signaling.metrics import Metrics
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import shared

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana.json").read_text())
RULES: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0][
    "rules"
]
# By Prometheus itself.
FOREIGN = {"up"}
FUNCTIONS = {"sum", "rate", "increase", "histogram_quantile", "by", "le", "and", "or"}
KNOWN: dict[str, set[str]] = {
    "state": {state.value for state in ConversationState},
    "kind": {kind.value for kind in LinkKind},
    "scope": {scope.value for scope in Scope},
    "code": {error.code for error in all_errors()} | {str(code) for code in range(1000, 4500)},
    "type": {str(kind.__struct_config__.tag) for kind in get_args(AnyEvent)},
    "event": {str(kind.__struct_config__.tag) for kind in get_args(AnyEvent)},
    "result": {"delivered", "failed", "dead"},
    "job": {"alongside", "$job"},
}


def expressions() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield target["expr"]
    for rule in RULES:
        yield rule["expr"]


def names_in(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\bby \([^)]*\)", "", expression)
    return set(re.findall(r"[a-z_]{2,}", bare)) - FUNCTIONS - FOREIGN


def base(name: str) -> str:
    """Of a histogram's samples, the histogram."""
    return re.sub(r"_(bucket|sum|count)$", "", name)


async def scraped(broker: Broker) -> set[str]:
    async with broker.http.get(f"{broker.base_url}/metrics") as response:
        assert response.status == 200
        text = await response.text()
    return {
        sample.name for family in text_string_to_metric_families(text) for sample in family.samples
    }


async def test_what_they_show_is_there_after_a_session(broker: Broker) -> None:
    scene = await shared(broker)
    with pytest.raises(Refused):
        await scene.agent.request(
            "scope.ask", conversation=scene.conversation, scope="view", request="q2"
        )
    await scene.customer.request(
        "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
    )
    await scene.agent.event("session.ended")
    # What has not happened yet in this server has no samples, but a name.
    broker.metrics.webhook_attempts.labels("dead")
    broker.metrics.webhooks_off.labels("failing")
    await scene.customer.close()
    broker.metrics.closes.labels("1000")
    there = await scraped(broker)
    for expression in expressions():
        assert names_in(expression) <= there, expression
    shown = {name for expression in expressions() for name in names_in(expression)}
    # All that we count is on the dashboard.
    assert {base(name) for name in there if re.match(r"alongside_.*(?<!_created)$", name)} <= {
        base(name) for name in shown
    }


def test_labels_have_values_that_there_are() -> None:
    for expression in expressions():
        for label, how, value in re.findall(r'(\w+)(=~?)"([^"]*)"', expression):
            known = KNOWN[label]
            if how == "=":
                assert value in known, expression
            else:
                for choice in expand(value):
                    assert choice in known, (expression, choice)


def expand(pattern: str) -> list[str]:
    """The alternatives of `a.(b|c)` and of `b|c`."""
    before, _, rest = pattern.partition("(")
    if not rest:
        return pattern.split("|")
    return [before + choice for choice in rest.removesuffix(")").split("|")]


def test_each_alert_says_what_to_do() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES) > 8
    for rule in RULES:
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"] and rule["annotations"]["description"][-1] in ".?"


def test_the_dashboard_has_a_place_for_everything() -> None:
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    places = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places)) and max(x for x, _ in places) < 24
    assert all(panel["title"] and panel["description"].endswith(".") for panel in panels)


def test_names_follow_the_conventions() -> None:
    for family in Metrics().registry.collect():
        if not family.name.startswith("alongside_"):
            continue
        assert re.fullmatch(r"alongside_[a-z]+(_[a-z]+)*", family.name)
        assert not family.name.endswith(("_total", "_count", "_sum", "_bucket", "_milliseconds"))
        assert family.documentation.endswith(".")
