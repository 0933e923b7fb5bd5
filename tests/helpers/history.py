"""Days of conversations, decided by the real rules, for looking at analytics:

    python -m tests.helpers.history sqlite:////tmp/x.sqlite3 [--days 90] [--a-day 40]

The same seed makes the same days. Nights and weekends are quiet, and one day has nothing at all.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Iterator

import msgspec

from broker.commands import (
    AcceptConversation,
    AllowScope,
    AnyCommand,
    AskScope,
    DenyScope,
    EndConversation,
    EndSession,
    LoseEndpoint,
    OpenEndpoint,
    RevokeScope,
    StartConversation,
    Tick,
    WithdrawScope,
)
from broker.conversation import Conversation
from broker.events import AnyEvent, Person
from broker.links import PageLink, links
from broker.names import EndpointKind, LinkKind, Reason, Role, Scope
from broker.policy import PRESETS, Policy
from signaling.store import Store
from signaling.store.facts import LinkReport
from signaling.store.people import Agent
from signaling.store.sites import Site

DAY = 86_400.0
POLICY = msgspec.structs.replace(PRESETS["standard"], scopes=frozenset(Scope) - {Scope.RECORDING})
NAMES = (
    "Ann Archer",
    "Bob Barker",
    "Maximiliane von Hohenstein-Rosenberg-Schwarzenfels zu Ammersbek",
    "ليلى عبد الرحمن",
    "Chidi O.",
    "陳大文",
)
SITES = ("Shop", "Bank", "The Old Bookshop on the Corner of Long Acre and Bow Street, London")
EXTRAS = ((Scope.CONTROL, 0.45), (Scope.VOICE, 0.25), (Scope.SCREEN, 0.1), (Scope.DOCUMENT, 0.06))
PATHS = (("direct", 78), ("turn", 13), ("sealed", 6), (None, 3))
CAUSES = ("no_path", "no_path", "turn_unreachable", "turn_refused")


class Told(msgspec.Struct):
    """One conversation: its decisions, and what was reported of its links."""

    site: str
    decisions: list[list[AnyEvent]]
    reports: list[LinkReport]


class Talk:
    """One conversation under way."""

    def __init__(self, dice: random.Random, id: str, site: str, agent: str, at: float) -> None:
        self.dice, self.id, self.site, self.now = dice, id, site, at
        self.customer = Person(id=f"customer-{id}", role=Role.CUSTOMER)
        self.agent = Person(id=agent, role=Role.AGENT, name="")
        self.talk = Conversation(id, POLICY)
        self.told = Told(site=site, decisions=[], reports=[])

    def do(self, command: AnyCommand, after: float = 0.0) -> None:
        self.now += after
        events = self.talk.handle(command, self.now)
        for event in events:
            self.talk.apply(event)
        if events:
            self.told.decisions.append(events)

    def take(self, middle: float) -> float:
        """Seconds, most of them around `middle`, some far longer."""
        return self.dice.lognormvariate(0, 0.7) * middle

    def run(self) -> Told:
        self.do(StartConversation(by=self.customer, site=self.site))
        self.do(OpenEndpoint(by=self.customer, endpoint="page", kind=EndpointKind.PAGE))
        if self.dice.random() < 0.06:
            self.do(EndConversation(by=self.customer), self.take(240))
            return self.told
        self.do(AcceptConversation(by=self.agent), self.take(25))
        self.do(OpenEndpoint(by=self.agent, endpoint="console", kind=EndpointKind.CONSOLE))
        if self.dice.random() < 0.85 and self._asks():
            self._shares()
        self.do(EndConversation(by=self.agent), self.take(60))
        return self.told

    def _asks(self) -> bool:
        """Whether she lets the page be seen."""
        self.do(
            AskScope(by=self.agent, scope=Scope.VIEW, request="view", session=f"s-{self.id}"),
            self.take(40),
        )
        match self.dice.choices(("yes", "no", "silence", "never mind"), (80, 9, 7, 4))[0]:
            case "yes":
                self.do(AllowScope(by=self.customer, request="view"), min(25, self.take(6)))
                return True
            case "no":
                self.do(DenyScope(by=self.customer, request="view"), min(25, self.take(8)))
            case "silence":
                self.do(Tick(), POLICY.ask_seconds + 1)
            case _:
                self.do(WithdrawScope(by=self.agent, request="view"), min(25, self.take(9)))
        return False

    def _shares(self) -> None:
        self._reports()
        self.do(OpenEndpoint(by=self.customer, endpoint="dock", kind=EndpointKind.DOCK))
        for scope, share in EXTRAS:
            if self.dice.random() < share:
                self._more(scope)
        if self.dice.random() < 0.05:
            self.do(LoseEndpoint(by=self.customer, endpoint="page"), self.take(120))
            self.do(Tick(), POLICY.resume_seconds + 1)
            self.do(Tick(), 3_600)
            return
        by = self.customer if self.dice.random() < 0.6 else self.agent
        self.do(EndSession(by=by, session=f"s-{self.id}"), self.take(400))

    def _more(self, scope: Scope) -> None:
        of_session = scope not in (Scope.VOICE, Scope.DOCUMENT)
        session = f"s-{self.id}" if of_session else None
        asked = AskScope(by=self.agent, scope=scope, request=scope, session=session)
        self.do(asked, self.take(30))
        if self.dice.random() < 0.12:
            self.do(DenyScope(by=self.customer, request=scope), min(25, self.take(6)))
            return
        self.do(AllowScope(by=self.customer, request=scope), min(25, self.take(5)))
        assert self.talk.state is not None
        granted = self.talk.state.granted(scope)
        if granted is not None and scope is Scope.SCREEN:
            reason = Reason.DENIED_BY_DEVICE if self.dice.random() < 0.2 else None
            revoke = RevokeScope(by=self.customer, scope=scope, grant=granted.grant, reason=reason)
            self.do(revoke, self.take(90))

    def _reports(self) -> None:
        for link in links(self.talk).values():
            path = self.dice.choices([p for p, _ in PATHS], [n for _, n in PATHS])[0]
            self.told.reports.append(
                LinkReport(
                    link=link.id,
                    conversation=self.id,
                    session=link.session if isinstance(link, PageLink) else "",
                    site=self.site,
                    agent=self.agent.id,
                    kind=LinkKind(link.kind),
                    at=self.now + 0.3 + self.take(0.8),
                    path=path,
                    cause=None if path == "direct" else self.dice.choice(CAUSES),
                    picture=path is not None,
                )
            )


def history(
    sites: list[str], agents: list[str], until: float, days: int, a_day: float, seed: int = 7
) -> Iterator[Told]:
    """Conversations of the days before `until`, in their order."""
    dice = random.Random(seed)
    number = 0
    for day in range(days):
        begin = until - (days - day) * DAY
        weekend = time.gmtime(begin).tm_wday >= 5
        busy = a_day * (0.25 if weekend else 1) * (0.7 + 0.6 * day / days)
        count = 0 if day == days // 2 else max(0, round(dice.gauss(busy, busy / 5)))
        for at in sorted(dice.gauss(13.5, 2.5) * 3_600 for _ in range(count)):
            number += 1
            site = dice.choices(sites, [2**-n for n in range(len(sites))])[0]
            agent = dice.choices(agents, [len(agents) - n for n in range(len(agents))])[0]
            yield Talk(dice, f"c-{seed}-{number}", site, agent, begin + at).run()


async def write(store: Store, told: Iterator[Told], *, at_once: int = 200) -> int:
    """How many conversations."""
    count, waiting = 0, []
    for one in told:
        count += 1
        waiting.append(_write_one(store, one))
        if len(waiting) == at_once:
            await asyncio.gather(*waiting)
            waiting = []
    await asyncio.gather(*waiting)
    return count


async def _write_one(store: Store, told: Told) -> None:
    await store.streams.append(told.site, [e for events in told.decisions for e in events])
    for report in told.reports:
        await store.facts.report(report)


async def people(store: Store, policy: Policy = POLICY) -> tuple[list[str], list[str]]:
    """Sites and agents to happen something with."""
    sites = [
        Site(
            id=f"site-{n}",
            key=f"key-{n}",
            name=name,
            organisation=name,
            origins=(f"https://{n}.example",),
            policy=policy,
            created_at=float(n),
        )
        for n, name in enumerate(SITES)
    ]
    for site in sites:
        await store.sites.add(site)
    agents = [
        Agent(
            id=f"agent-{n}",
            user_name=f"agent{n}",
            name=name,
            password="",
            role=Role.AGENT,
            enabled=True,
            created_at=float(n),
        )
        for n, name in enumerate(NAMES)
    ]
    for agent in agents:
        await store.agents.add(agent)
    return [site.id for site in sites], [agent.id for agent in agents]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="of the store")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--a-day", type=float, default=40)
    options = parser.parse_args()
    store = await Store.open(options.url)
    sites, agents = await people(store)
    made = history(sites, agents, time.time() // DAY * DAY + DAY, options.days, options.a_day)
    print(await write(store, made), "conversations")
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
