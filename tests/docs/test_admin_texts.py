"""The admin console has words for everything that operators can set."""

import json
import re

import msgspec
import pytest

from broker.acts import Act
from broker.audit import ERASURE
from broker.audit_check import Problem
from broker.names import Role
from broker.policy import Policy
from broker.policy_changes import AVAILABLE, shown
from broker.redaction_policy import RedactionAction, RedactionAlias
from broker.rule_changes import What
from broker.rule_import import Why
from signaling.rest.system import AUDIT_LEAST, ChangeKeeping
from signaling.store.acts import CLI, OPERATOR_TOKEN, SERVER, SET_UP_CODE
from signaling.system import Keeping
from signaling.webhooks.payload import TEST, TYPES
from tests.docs.blocks import DOCS
from tests.docs.test_docs import CLIENT

POLICY_TEXTS = (CLIENT / "i18n" / "en_admin_policy.ts").read_text()
RULE_TEXTS = (CLIENT / "i18n" / "en_admin_rules.ts").read_text()
PAGES = CLIENT / "admin" / "pages"


@pytest.mark.parametrize("field", json.loads(shown(Policy())))
def test_every_field_of_a_policy_has_a_sentence_and_a_place(field: str) -> None:
    assert f"'admin.policy.{field}':" in POLICY_TEXTS
    assert f"'{field}'" in (PAGES / "policy" / "fields.ts").read_text()


def test_values_changes_products_and_reasons_have_words() -> None:
    for scope in AVAILABLE:
        assert f"'admin.policy.scopes.{scope}':" in POLICY_TEXTS
    for action in RedactionAction:
        assert f"'admin.rules.action.{action}':" in RULE_TEXTS
        assert f"'admin.rules.about.{action}':" in RULE_TEXTS
    for what in set(What) - {What.FIELD, What.ORDER}:
        assert f"'admin.rulebook.{what}':" in RULE_TEXTS
    for why in Why:
        assert f"'admin.rules.why.{why}':" in RULE_TEXTS
    products = (PAGES / "rulebook" / "products.ts").read_text()
    assert set(re.findall(r"^  (\w+): '", products, re.MULTILINE)) == set(RedactionAlias)


def test_events_failures_and_verdicts_have_words() -> None:
    events = (CLIENT / "i18n" / "en_admin_events.ts").read_text()
    for kind in {*TYPES, TEST, ERASURE}:
        assert f"'admin.event.{kind}':" in events
        assert f"'admin.events.{kind.partition('.')[0]}':" in events or kind == TEST
    webhooks = (CLIENT / "i18n" / "en_admin_webhooks.ts").read_text()
    docs = (DOCS / "operators.md").read_text().split("The words for what went wrong:", 1)[1]
    for failure in re.findall(r"`([a-z_]+)`", docs.split("\n\n", 1)[0]):
        assert f"'admin.webhooks.failure.{failure}':" in webhooks
    audit = (CLIENT / "i18n" / "en_admin_audit.ts").read_text()
    others = {Problem.ROLLED_BACK, Problem.BAD_SIGNATURE, Problem.UNKNOWN_KEY, Problem.OTHER_SITE}
    for problem in set(Problem) - others - {Problem.NOT_AN_EXPORT}:
        assert f"'admin.audit.problem.{problem}':" in audit
    for role in Role:
        assert f"'admin.audit.role.{role}':" in audit


def test_the_settings_page_has_the_servers_limits() -> None:
    source = (PAGES / "settings" / "keeping_days.ts").read_text()
    found = re.findall(r"(\w+_days): \{ least: (\d+), most: ([\d_]+)", source)
    limits = {name: (int(least), int(most.replace("_", ""))) for name, least, most in found}
    assert set(limits) == set(Keeping.__struct_fields__)
    for name, (least, most) in limits.items():
        for days in (least, most):
            assert msgspec.convert({name: days}, ChangeKeeping)
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({name: most + 1}, ChangeKeeping)
    assert limits["audit_days"][0] == AUDIT_LEAST


def test_acts_of_operators_have_words() -> None:
    texts = (CLIENT / "i18n" / "en_admin_acts.ts").read_text()
    assert {*Act, ERASURE} == set(re.findall(r"'admin\.act\.([a-z_.]+)':", texts))
    for who in (CLI, SERVER, OPERATOR_TOKEN, SET_UP_CODE):
        assert f"'admin.acts.who.{who}':" in texts
