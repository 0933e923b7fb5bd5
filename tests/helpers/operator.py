"""Calls of `/api/v1` as an operator's programs make them."""

from typing import Any

from tests.helpers.broker import Broker

TOKEN = "operator-token-of-32-characters-or-more"
BEARER = f"Bearer {TOKEN}"
# What every body has to say that it is.
JSON = {"Content-Type": "application/json"}


async def operate(
    broker: Broker, method: str, path: str, body: object = None, *, token: str | None = BEARER
) -> tuple[int, Any]:
    """Status and JSON of the answer; `token`: the whole header, or none."""
    headers = {} if token is None else {"Authorization": token}
    json = None if method == "GET" else body
    url = broker.base_url + path
    async with broker.http.request(method, url, json=json, headers=headers) as response:
        return response.status, await response.json()
