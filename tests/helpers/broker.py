"""A server inside the test's own process: real sockets, real SQLite, an empty browser bundle."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from msgspec.structs import replace

from broker.names import Role
from broker.policy import PRESETS, Policy
from broker.redaction_policy import RedactionPolicy
from media.signing import SigningKey
from signaling.assets import Assets
from signaling.auth.accounts import Accounts
from signaling.auth.agent_tokens import AgentTokens
from signaling.auth.oidc import Provider
from signaling.auth.tokens import new_id
from signaling.config import Settings
from signaling.hub import Hub
from signaling.keys import ACCOUNTS, AGENT_TOKENS, HUB, METRICS, ORIGINS, PROVIDER, STORE, WEBHOOKS
from signaling.metrics import Metrics
from signaling.rest.gate import TABLE, Access
from signaling.rulebook import stored
from signaling.server import Running, running
from signaling.store import Store
from signaling.store.sites import Site
from signaling.store.versions import Kind
from signaling.webhooks.service import WebhookService
from tests.helpers.described import Watch
from tests.helpers.stub_bundle import stub_assets
from tests.helpers.tables import put_tables
from tests.helpers.wire import WireClient, connect

SHOP = "https://shop.example"
PASSWORD = "correct horse battery"


class Clock:
    """The server's clock: the real one, moved by `advance`."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Broker:
    """A running server, and ways to become somebody who uses it. All clients are closed with it."""

    def __init__(
        self,
        server: Running,
        clock: Clock,
        http: aiohttp.ClientSession,
        stack: AsyncExitStack,
    ) -> None:
        self.clock = clock
        self._server = server
        self._stack = stack
        self.http = http
        self.site: Site
        self._keys: dict[str, SigningKey] = {}

    @property
    def settings(self) -> Settings:
        return self._server.settings

    @property
    def base_url(self) -> str:
        return self.settings.origin

    @property
    def app(self) -> web.Application:
        return self._server.app

    @property
    def store(self) -> Store:
        return self._server.app[STORE]

    @property
    def hub(self) -> Hub:
        return self._server.app[HUB]

    @property
    def accounts(self) -> Accounts:
        return self._server.app[ACCOUNTS]

    @property
    def agent_tokens(self) -> AgentTokens:
        return self._server.app[AGENT_TOKENS]

    @property
    def provider(self) -> Provider:
        return self._server.app[PROVIDER]

    @property
    def metrics(self) -> Metrics:
        return self._server.app[METRICS]

    @property
    def webhooks(self) -> WebhookService:
        return self._server.app[WEBHOOKS]

    async def add_site(self, origin: str = SHOP, policy: Policy = PRESETS["standard"]) -> Site:
        site = Site(
            id=new_id("site"),
            key=new_id("key"),
            name="Shop",
            organisation="Shop Ltd",
            origins=(origin,),
            policy=policy,
            created_at=0.0,
        )
        await self.store.sites.add(site)
        self.forget_sites()
        return site

    async def set_policy(self, site: str, policy: Policy) -> None:
        """As the command line does beside the running server."""
        await self._publish(site, Kind.POLICY, policy)

    async def set_redaction(self, site: str, redaction: RedactionPolicy) -> None:
        await self._publish(site, Kind.REDACTION, redaction)

    async def _publish(self, site: str, kind: Kind, rules: Policy | RedactionPolicy) -> None:
        before = await self.store.versions.latest(site, kind)
        assert before is not None
        wanted = replace(before, number=before.number + 1, body=stored(rules), at=self.clock())
        await self.store.versions.publish(wanted)

    def forget_sites(self) -> None:
        """The server looks at what is in the store now."""
        self._server.app[ORIGINS].forget()

    async def add_agent(self, user_name: str, role: Role = Role.AGENT) -> None:
        accounts = Accounts(self.store, self.settings, self.hub.clock)
        await accounts.add(user_name, user_name.title(), PASSWORD, role)

    async def post(
        self,
        path: str,
        body: object,
        *,
        origin: str | None = None,
        cookies: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of the answer; no cookies but those given."""
        headers = {} if origin is None else {"Origin": origin}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        async with self.http.post(self.base_url + path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def customer_ticket(
        self,
        token: str | None = None,
        site: Site | None = None,
        *,
        dock: bool = False,
        chat: bool = False,
    ) -> dict[str, Any]:
        """The answer of `POST customers`: customer, token, ticket, ..."""
        site = site or self.site
        body: dict[str, Any] = {"site": site.key} | ({} if token is None else {"token": token})
        body |= {"dock": True} if dock else {}
        body |= {"chat": True} if chat else {}
        status, answer = await self.post("/api/v1/customers", body, origin=site.origins[0])
        assert status == 200, answer
        return answer

    async def sign_in(self, user_name: str, password: str = PASSWORD) -> dict[str, str]:
        """The cookies of a sign-in."""
        async with self.http.post(
            f"{self.base_url}/api/v1/agents/sign-in",
            json={"user_name": user_name, "password": password},
            headers={"Origin": self.base_url},
        ) as response:
            assert response.status == 200, await response.text()
            return {name: morsel.value for name, morsel in response.cookies.items()}

    async def agent_ticket(self, user_name: str) -> str:
        if await self.store.agents.by_user_name(user_name) is None:
            await self.add_agent(user_name)
        cookies = await self.sign_in(user_name)
        status, answer = await self.post(
            "/api/v1/agents/tickets", {}, origin=self.base_url, cookies=cookies
        )
        assert status == 200, answer
        return str(answer["ticket"])

    async def connect(self, ticket: str, origin: str) -> WireClient:
        """A client that has not said hello."""
        client = await self._stack.enter_async_context(
            connect(self.http, self.base_url, ticket, origin)
        )
        client.clock = self.clock
        return client

    async def customer(
        self, token: str | None = None, site: Site | None = None, session: str | None = None
    ) -> WireClient:
        """A customer's page, ready. `session`: for which it holds her consent."""
        site = site or self.site
        answer = await self.customer_ticket(token, site)
        client = await self.connect(answer["ticket"], site.origins[0])
        client.token = answer["token"]
        # As her browser keeps one for all pages of the site.
        client.signing = self._keys.setdefault(answer["customer"], SigningKey())
        await client.hello(session)
        return client

    async def dock(self, page: WireClient) -> WireClient:
        """The call window of the customer whose page this is, ready."""
        answer = await self.customer_ticket(page.token, dock=True)
        client = await self.connect(answer["ticket"], self.base_url)
        client.signing = key = SigningKey()
        pages = self._keys.setdefault(answer["customer"], SigningKey())
        key.voucher = pages.vouch(answer["customer"], key.public, round(self.clock() * 1000))
        await client.hello()
        return client

    async def chat_window(self, page: WireClient) -> WireClient:
        """The chat of the customer whose page this is, in a window of its own, ready."""
        ticket = (await self.customer_ticket(page.token, chat=True))["ticket"]
        client = await self.connect(ticket, self.base_url)
        await client.hello()
        return client

    async def agent(self, user_name: str = "alice", pane: str | None = None) -> WireClient:
        """An agent's console, ready; the account is made when there is none. `pane`: the
        conversation whose page is all that it shows."""
        client = await self.connect(await self.agent_ticket(user_name), self.base_url)
        await client.hello(pane=pane)
        return client

    async def guest(self, url: str, name: str = "Gina") -> WireClient:
        """The page of somebody who followed the invitation, ready; `token` is theirs."""
        body = {"invitation": url.partition("#")[2], "name": name}
        status, answer = await self.post("/api/v1/guests", body, origin=self.base_url)
        assert status == 200, answer
        return await self.guest_again(answer)

    async def guest_again(self, answer: dict[str, Any]) -> WireClient:
        """`answer`: of `POST guests`."""
        client = await self.connect(answer["ticket"], self.base_url)
        client.token = answer["token"]
        await client.hello()
        return client

    async def supervisor(self, user_name: str = "sue") -> WireClient:
        """A supervisor's console, ready; the account is made when there is none."""
        if await self.store.agents.by_user_name(user_name) is None:
            await self.add_agent(user_name, Role.SUPERVISOR)
        return await self.agent(user_name)


def settings_for(folder: Path, **changes: Any) -> Settings:
    defaults = Settings(
        port=0,
        database_url=f"sqlite:///{folder / 'test.sqlite3'}",
        log_format="console",
        # A busy machine is not a dead client; tests of the heartbeat set their own.
        heartbeat_timeout=60.0,
    )
    return replace(defaults, **changes)


@asynccontextmanager
async def start_broker(settings: Settings, assets: Assets | None = None) -> AsyncIterator[Broker]:
    """`assets`: the browser bundle; without, an empty one."""
    async with AsyncExitStack() as stack:
        clock = Clock()
        put_tables(settings.database_url)
        server = await stack.enter_async_context(
            running(settings, assets or stub_assets(), clock=clock)
        )
        table: dict[tuple[str, str], Access] = server.app[TABLE]
        watch = Watch(table)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[watch.tracing]
            )
        )
        broker = Broker(server, clock, http, await stack.enter_async_context(AsyncExitStack()))
        sites = await broker.store.sites.all()
        broker.site = sites[0] if sites else await broker.add_site()
        yield broker
        assert watch.complaints == [], watch.complaints
