"""The admin console has words for everything that operators can set."""

import json
import re

import pytest

from broker.policy import Policy
from broker.policy_changes import AVAILABLE, shown
from broker.redaction_policy import RedactionAction, RedactionAlias
from broker.rule_changes import What
from broker.rule_import import Why
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
