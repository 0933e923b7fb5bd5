"""What a client may hear of an exception."""

import pytest

from broker.errors import UnknownThing
from signaling.failures import as_refusal
from signaling.store import Conflict, StoreUnavailable
from tests.helpers.broker import Broker
from tests.helpers.wire import Refused
from tests.signaling.scenes import accepted


def test_the_unforeseen_is_told_without_details() -> None:
    refusal = as_refusal(RuntimeError("secret detail"))
    assert refusal.code == "internal"
    assert "secret" not in str(refusal)


def test_refusals_are_told_as_they_are() -> None:
    error = UnknownThing(what="session")
    assert as_refusal(error) is error


@pytest.mark.parametrize("error", [Conflict(), StoreUnavailable("at /var/lib/x")])
def test_a_store_that_refuses_is_unavailable(error: Exception) -> None:
    refusal = as_refusal(error)
    assert (refusal.code, refusal.http_status) == ("unavailable", 503)
    assert "/var" not in str(refusal)


async def test_h04_without_a_store_nothing_is_decided_and_relaying_goes_on(
    broker: Broker,
) -> None:
    customer, agent, conversation = await accepted(broker)
    await broker.store.close()
    seen = len(agent.received)
    with pytest.raises(Refused) as refused:
        await customer.request("conversation.message", conversation=conversation, text="x")
    assert refused.value.code == "unavailable"
    await agent.ping()
    assert set(agent.kinds(seen)) - {"agents.state"} == {"ack"}
    async with broker.http.get(f"{broker.base_url}/readyz") as response:
        assert response.status == 503
