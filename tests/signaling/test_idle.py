"""An operator who leaves the admin console open is signed out after a while (ASVS 5.0, 7.3.1)."""

from broker.names import Role
from tests.helpers.broker import Broker
from tests.signaling.test_staff_rest import signed_in

ITSELF = {"Alongside-Unattended": "1"}


async def asks(broker: Broker, headers: dict[str, str]) -> int:
    async with broker.http.get(f"{broker.base_url}/api/v1/sessions", headers=headers) as answer:
        return answer.status


async def test_an_operators_sign_in_ends_where_nobody_uses_it(broker: Broker) -> None:
    await broker.add_agent("olga", Role.OPERATOR)
    headers = await signed_in(broker, "olga")
    idle = broker.settings.operator_idle_seconds
    for _ in range(4):
        broker.clock.advance(idle - 60)
        assert await asks(broker, headers) == 200
    # Another one of hers is not ended by it, nor kept.
    other = await signed_in(broker, "olga")
    for _ in range(int(idle) // 600):
        broker.clock.advance(599)
        assert await asks(broker, headers | ITSELF) == 200
        assert await asks(broker, other) == 200
    broker.clock.advance(60)
    assert await asks(broker, headers | ITSELF) == 401
    assert await asks(broker, headers) == 401
    assert await asks(broker, other) == 200


async def test_an_agents_waits_for_customers(broker: Broker) -> None:
    await broker.add_agent("alice")
    headers = await signed_in(broker, "alice")
    broker.clock.advance(broker.settings.sign_in_seconds - 60)
    url = f"{broker.base_url}/api/v1/agents/me"
    async with broker.http.get(url, headers=headers) as answer:
        assert answer.status == 200
