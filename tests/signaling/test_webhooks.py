"""Webhooks against a real receiver: in order, signed, again and again, given up, taken up again."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from standardwebhooks import Webhook as SecondImplementation
from standardwebhooks import WebhookVerificationError
from structlog.testing import capture_logs

from broker.errors import UnknownThing
from broker.events import ConversationMessaged
from signaling.store import Conflict
from signaling.store.tables import outbox
from signaling.webhooks import retrying
from tests.helpers.broker import settings_for, start_broker
from tests.helpers.wire import PATIENCE
from tests.signaling.post_office import CUSTOMER, LOOPBACK, PostOffice, Receiver, post_office
from tests.signaling.scenes import shared

DAY = retrying.DAY


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with post_office(tmp_path) as office:
        yield office


async def test_c12_what_happens_is_told_in_order_by_ids_and_kinds(tmp_path: Path) -> None:
    """A whole server, with the pump that runs by itself."""
    settings = settings_for(tmp_path, webhook_networks=LOOPBACK)
    async with start_broker(settings) as broker, Receiver().listening() as receiver:
        service = broker.webhooks
        told = await service.add(broker.site, receiver.url, [])
        some = await service.add(broker.site, receiver.url, ["session.ended", "scope.granted"])
        other = await broker.add_site("https://other.example")
        await service.add(other, receiver.url, [])
        scene = await shared(broker)
        await scene.customer.request(
            "conversation.message", conversation=scene.conversation, text="canary-text"
        )
        await scene.customer.request(
            "scope.revoke", conversation=scene.conversation, scope="view", grant=scene.grant
        )
        await scene.agent.event("session.ended")
        events = await broker.store.streams.load(scene.conversation)
        await receiver.until(len(events) + 2)
        secrets = {told.id: told.secret, some.id: some.secret}
        seen: dict[str, list[str]] = {id: [] for id in secrets}
        for delivery in receiver.got:
            for id, secret in secrets.items():
                try:
                    said = SecondImplementation(secret).verify(delivery.body, delivery.headers)
                except WebhookVerificationError:
                    continue
                seen[id].append(said["type"])
            assert delivery.said["data"]["site"] == broker.site.key
            assert delivery.said["data"]["conversation"] == scene.conversation
        assert seen[told.id] == [event.__struct_config__.tag for event in events]
        assert seen[some.id] == ["scope.granted", "session.ended"]
        granted = next(one.said for one in receiver.got if one.said["type"] == "scope.granted")
        assert granted["data"]["scope"] == "view" and granted["data"]["grant"] == scene.grant
        assert granted["data"]["role"] == "customer"
        sent = b"".join(delivery.body for delivery in receiver.got).decode()
        for word in ("canary-text", "Alice", "Shop Ltd", broker.site.origins[0]):
            assert word not in sent
        assert len({delivery.id for delivery in receiver.got}) == len(receiver.got)


async def test_a_receiver_that_does_not_answer_slows_no_decision(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, webhook_networks=LOOPBACK)
    async with start_broker(settings) as broker, Receiver().listening() as receiver:
        receiver.open.clear()
        await broker.webhooks.add(broker.site, receiver.url, [])
        customer = await broker.customer()
        begun = await customer.request("conversation.start", text="Hello?")
        await receiver.until(1)
        for number in range(50):
            await customer.request(
                "conversation.message", conversation=begun["conversation"], text=str(number)
            )
        assert len(receiver.got) == 1
        receiver.open.set()
        await receiver.until(51)
        assert receiver.seqs == sorted(receiver.seqs)


async def test_g02_a_signature_holds_for_this_body_this_id_and_this_time(
    office: PostOffice,
) -> None:
    office.now = time.time()
    webhook = await office.listen()
    await office.say("a", 1)
    await office.run()
    (delivery,) = office.receiver.got
    judge = SecondImplementation(webhook.secret)
    judge.verify(delivery.body, delivery.headers)
    assert delivery.headers["content-type"] == "application/json"
    changes = [
        (delivery.body.replace(b"key_1", b"key_2"), {}),
        (delivery.body, {"webhook-id": "msg_other"}),
        (delivery.body, {"webhook-timestamp": str(int(office.now) + 1)}),
        (delivery.body, {"webhook-timestamp": str(int(office.now) - 301)}),
    ]
    for body, headers in changes:
        with pytest.raises(WebhookVerificationError):
            judge.verify(body, delivery.headers | headers)


async def test_a_failed_attempt_is_made_again_later_and_holds_the_others_back(
    office: PostOffice,
) -> None:
    await office.listen()
    await office.say("a", 1, 2)
    office.receiver.statuses = [500, 302, 404]
    with capture_logs() as logged:
        await office.run()
    (line,) = logged
    assert set(line) == {"event", "log_level", "webhook", "message", "attempts", "failure"}
    assert office.receiver.seqs == [1]
    await office.run(after=4.9)
    assert office.receiver.seqs == [1]
    for delay in (0.1, 10.0, 20.0):
        await office.run(after=delay)
    assert office.receiver.seqs == [1, 1, 1, 1, 2]
    # The same message: who has seen it knows it by its id, though the signature is of its time.
    attempts = office.receiver.got[:4]
    assert len({(one.id, one.body) for one in attempts}) == 1
    times = [int(one.headers["webhook-timestamp"]) for one in attempts]
    assert times == sorted(set(times))
    (info,) = await office.service.all(office.site)
    assert (info.waiting, info.dead, info.failing_since) == (0, 0, None)
    counted = [
        office.counted("alongside_webhook_attempts_total", result=result)
        for result in ("delivered", "failed")
    ]
    assert counted == [2, 3]


async def test_a_message_that_the_receiver_cannot_take_lets_the_others_pass(
    office: PostOffice,
) -> None:
    await office.listen()
    await office.say("a", 1, 2, 3)
    office.receiver.refuses = {2}
    for _ in range(retrying.HOLDING_ATTEMPTS):
        await office.run(after=60)
    assert office.receiver.seqs == [1, 2, 2, 2, 2, 3]
    office.receiver.refuses.clear()
    await office.run(after=60)
    assert office.receiver.seqs[-1] == 2


async def test_a_receiver_says_how_long_it_wants_to_be_left_alone(office: PostOffice) -> None:
    await office.listen()
    await office.say("a", 1)
    office.receiver.statuses = [429]
    office.receiver.headers = {"Retry-After": "120"}
    await office.run()
    await office.run(after=119)
    assert len(office.receiver.got) == 1
    await office.run(after=1)
    assert len(office.receiver.got) == 2


async def test_both_secrets_sign_during_a_rotation_and_one_after_it(office: PostOffice) -> None:
    office.now = time.time()
    old = await office.listen()
    new = await office.service.rotate(office.site, old.id, overlap=100)
    assert new.secret != old.secret
    for seq in (1, 2):
        await office.say("a", seq)
        await office.run(after=99 * (seq - 1))
    for delivery in office.receiver.got:
        for secret in (old.secret, new.secret):
            SecondImplementation(secret).verify(delivery.body, delivery.headers)
    await office.say("a", 3)
    await office.run(after=1)
    last = office.receiver.got[-1]
    SecondImplementation(new.secret).verify(last.body, last.headers)
    with pytest.raises(WebhookVerificationError):
        SecondImplementation(old.secret).verify(last.body, last.headers)
    # Who has lost it wants no overlap.
    newest = await office.service.rotate(office.site, old.id, overlap=0)
    await office.say("a", 4)
    await office.run()
    last = office.receiver.got[-1]
    SecondImplementation(newest.secret).verify(last.body, last.headers)
    assert len(last.headers["webhook-signature"].split()) == 1


async def test_what_is_given_up_is_listed_and_delivered_when_an_operator_wants_it(
    office: PostOffice,
) -> None:
    webhook = await office.listen()
    await office.say("a", 1, 2)
    office.receiver.refuses = {1, 2}
    await office.run()
    for _ in range(40):
        await office.run(after=3600 * 1.3)
    letters = await office.service.dead(office.site, webhook.id, 0, 10)
    assert [(one.type, one.failure) for one in letters] == [
        ("conversation.queued", "status_500"),
        ("conversation.messaged", "status_500"),
    ]
    assert all(one.died_at and one.died_at - one.created_at < DAY * 1.1 for one in letters)
    assert office.counted("alongside_webhook_attempts_total", result="dead") == 2
    office.receiver.refuses.clear()
    office.receiver.got.clear()
    with pytest.raises(UnknownThing):
        await office.service.redeliver(office.site, webhook.id, "msg_" + "0" * 32)
    assert await office.service.redeliver(office.site, webhook.id, letters[1].id) == 1
    await office.run()
    assert await office.service.redeliver(office.site, webhook.id, None) == 1
    await office.run()
    assert [one.id for one in office.receiver.got] == [letters[1].id, letters[0].id]
    assert await office.service.dead(office.site, webhook.id, 0, 10) == []


async def test_a_receiver_that_is_gone_is_asked_no_more(office: PostOffice) -> None:
    webhook = await office.listen()
    await office.say("a", 1)
    office.receiver.statuses = [410]
    with capture_logs() as logged:
        await office.run()
    # Neither URL nor secret: a webhook is named by its id.
    assert logged == [
        {"event": "webhook.off", "log_level": "warning", "webhook": webhook.id, "reason": "gone"}
    ]
    await office.say("a", 2)
    await office.run(after=DAY)
    (info,) = await office.service.all(office.site)
    assert (info.enabled, info.off_because, info.waiting) == (False, "gone", 1)
    assert office.receiver.seqs == [1]
    assert office.counted("alongside_webhooks_off_total", reason="gone") == 1
    # What waited is not lost; what happened meanwhile is not told.
    await office.service.change(office.site, webhook.id, enabled=True)
    await office.run()
    assert office.receiver.seqs == [1, 1]


async def test_a_receiver_that_fails_for_days_is_turned_off(office: PostOffice) -> None:
    await office.listen()
    office.receiver.refuses = {*range(1, 100)}
    for seq in range(1, 6):
        await office.say("a", seq)
        await office.run(after=DAY * 0.9)
    (info,) = await office.service.all(office.site)
    assert (info.enabled, info.off_because) == (False, "failing")
    assert office.counted("alongside_webhooks_off_total", reason="failing") == 1


async def test_a_queue_that_is_too_long_turns_its_webhook_off_and_drops_nothing(
    office: PostOffice,
) -> None:
    webhook = await office.listen()
    row = {"webhook": webhook.id, "type": "x", "body": "{}", "attempts": 0}
    row |= dict.fromkeys(("created_at", "expires_at", "due_at"), office.now)
    rows = [{**row, "id": f"msg_{number}"} for number in range(retrying.QUEUE_MOST)]
    await office.store.writer.run(lambda c: c.execute(insert(outbox), rows))
    await office.pump.count()
    assert (await office.service.one(office.site, webhook.id)).enabled
    await office.say("a", 1)
    await office.pump.count()
    await office.say("a", 2)
    info = await office.service.one(office.site, webhook.id)
    assert (info.off_because, info.waiting) == ("overflow", retrying.QUEUE_MOST + 1)
    assert office.counted("alongside_webhook_waiting") == retrying.QUEUE_MOST + 1
    # Forgotten after a month, as what has died is.
    await office.store.outbox.sweep(office.now + retrying.KEPT)
    assert (await office.service.one(office.site, webhook.id)).waiting == 0


async def test_the_pump_delivers_by_itself_what_comes_while_it_works(office: PostOffice) -> None:
    await office.listen()
    office.pump.start()
    for seq in range(1, 101):
        await office.say("a", seq)
    await office.receiver.until(100)
    await office.pump.idle()
    assert office.receiver.seqs == list(range(1, 101))


async def test_a_webhook_is_told_of_events_from_its_first_moment_on(office: PostOffice) -> None:
    """However lately the store has looked, and found that nobody listens to this site."""
    await office.say("a", 1)
    webhook = await office.listen()
    await office.say("a", 2)
    await office.service.change(office.site, webhook.id, enabled=False)
    await office.say("a", 3)
    await office.service.change(office.site, webhook.id, enabled=True)
    await office.say("a", 4)
    await office.run()
    assert office.receiver.seqs == [2, 4]


async def test_a_webhook_that_is_removed_takes_its_messages_with_it(office: PostOffice) -> None:
    webhook = await office.listen()
    office.receiver.open.clear()
    await office.say("a", 1, 2)
    await office.pump.look()
    await office.receiver.until(1)
    await office.service.remove(office.site, webhook.id)
    office.receiver.open.set()
    await office.run()
    assert office.receiver.seqs == [1]
    assert await office.store.outbox.counts() == {}


async def test_events_are_told_with_the_decision_or_not_at_all(office: PostOffice) -> None:
    await office.listen()
    await office.say("a", 1)

    def fails(_connection: object) -> None:
        raise RuntimeError("a bug")

    said = ConversationMessaged(
        conversation="a", seq=2, at=office.now, by=CUSTOMER, text="canary-text"
    )
    with pytest.raises(RuntimeError):
        await office.store.streams.append(office.site.id, [said], fails)
    results = await asyncio.gather(office.say("a", 2), office.say("a", 2), return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [Conflict]
    await office.run()
    assert office.receiver.seqs == [1, 2]


async def test_what_cannot_be_written_down_is_not_sent_again_and_again(
    office: PostOffice,
) -> None:
    """The receiver has it, and the store refuses to forget it (a full disk)."""
    await office.listen()
    await office.say("a", 1)
    office.receiver.open.clear()
    await office.pump.look()
    await office.receiver.until(1)
    await office.store.writer.run(
        lambda c: c.exec_driver_sql(
            "CREATE TRIGGER full BEFORE DELETE ON outbox BEGIN SELECT RAISE(FAIL, 'full'); END"
        )
    )
    office.receiver.open.set()
    with capture_logs() as logged:
        async with asyncio.timeout(PATIENCE):
            while not logged:
                await office.pump.look()
    assert logged[0]["event"] == "webhook.store_failed"
    await office.pump.look()
    assert len(office.receiver.got) == 1
