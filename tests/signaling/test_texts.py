"""R60: what user interfaces say in which language, and what an operator may put in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broker.names import Language
from signaling import assets, icu
from signaling.errors import NoSuchPage
from signaling.texts import Texts, TextsError, load_changes
from tests.helpers.broker import settings_for, start_broker

ENGLISH = {
    "ask.allow": "Allow",
    "ask.who": [{"type": 1, "value": "agent"}, {"type": 0, "value": " asks"}],
    "ask.seconds": icu.parse("{seconds, plural, one {# second} other {# seconds}}"),
}


@pytest.fixture
def bundle(tmp_path: Path) -> assets.Assets:
    folder = tmp_path / "static"
    (folder / "texts").mkdir(parents=True)
    for name in assets.NAMES:
        (folder / name).write_text("// nothing")
    for name in assets.TEXTS:
        is_customer = name.startswith("texts/customer.")
        german = {"ask.allow": "Zulassen"} if ".de." in name else {}
        texts = (ENGLISH if ".en." in name else german) if is_customer else {}
        (folder / name).write_text(json.dumps(texts))
    return assets.load(folder)


def changes(tmp_path: Path, given: object) -> str:
    file = tmp_path / "texts.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given))
    return str(file)


def said(texts: Texts, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(texts.file(name).body)
    return found


def test_without_changes_each_language_is_as_built_and_english_says_nothing(
    bundle: assets.Assets,
) -> None:
    texts = Texts(bundle, load_changes("", bundle))
    assert said(texts, "customer.de.json") == {"ask.allow": "Zulassen"}
    assert said(texts, "customer.en.json") == {}
    assert not texts.english_changed()
    for name in ("customer.xx.json", "nobody.de.json", "../agent.js", ""):
        with pytest.raises(NoSuchPage):
            texts.file(name)


def test_an_operators_texts_take_the_place_of_ours(bundle: assets.Assets, tmp_path: Path) -> None:
    file = changes(
        tmp_path,
        {
            "en": {"ask.allow": "Yes, show it"},
            "de": {"ask.allow": "Ja", "ask.who": "Frage von {agent}", "ask.seconds": "Bald"},
        },
    )
    texts = Texts(bundle, load_changes(file, bundle))
    assert said(texts, "customer.en.json") == {"ask.allow": "Yes, show it"}
    assert texts.english_changed()
    assert said(texts, "customer.de.json") == {
        "ask.allow": "Ja",
        "ask.who": [{"type": 0, "value": "Frage von "}, {"type": 1, "value": "agent"}],
        "ask.seconds": "Bald",
    }
    # Elsewhere nobody says it.
    assert said(texts, "agent.de.json") == {}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "not an object of languages"),
        ({"xx": {}}, "'xx' is none of the languages en, de"),
        ({"de": []}, "de is not an object"),
        ({"de": {"ask.alow": "Ja"}}, "de, 'ask.alow': there is no text with this key"),
        ({"de": {"ask.allow": ""}}, "1 to 2000 characters"),
        ({"de": {"ask.allow": "x" * 2001}}, "1 to 2000 characters"),
        ({"de": {"ask.allow": 7}}, "1 to 2000 characters"),
        ({"de": {"ask.who": "Von {agent"}}, "'ask.who': a { is not closed"),
        ({"de": {"ask.who": "Von agent}"}}, "a } too many at character 10"),
        ({"de": {"ask.who": "Von {}"}}, "a { without a name"),
        (
            {"de": {"ask.who": "Von {name}"}},
            r"asks for {name} \(argument\), and may ask for {agent}",
        ),
        ({"de": {"ask.allow": "Ja, {agent}"}}, "may ask for nothing"),
        ({"de": {"ask.seconds": "{seconds}"}}, r"may ask for {seconds} \(plural\)"),
        ({"de": {"ask.seconds": "{seconds, plural, one {#}}"}}, "has no branch other"),
        ({"de": {"ask.seconds": "{seconds, plural, 1 {#} other {#}}"}}, "no plural knows"),
        ({"de": {"ask.seconds": "{seconds, plural, one {#} one {#} other {#}}"}}, "one twice"),
        (
            {"de": {"ask.seconds": "{seconds, plural, few {#} other {#}}"}},
            r"texts.json: de, 'ask.seconds': {seconds} has the branch few; this language has one,",
        ),
        (
            {"ja": {"ask.seconds": "{seconds, plural, =0 {0} one {#} other {#}}"}},
            "has the branch one; this language has other",
        ),
        ({"de": {"ask.seconds": "{seconds, number}"}}, ", is missing"),
        ({"de": {"ask.seconds": "{seconds, date, short}"}}, "neither plural nor select"),
        ({"de": {"ask.seconds": "{a,select,other{" * 9 + "}}" * 9}}, "nested too deeply"),
    ],
)
def test_a_file_that_is_wrong_is_refused_at_the_start_with_the_reason(
    bundle: assets.Assets, tmp_path: Path, given: object, why: str
) -> None:
    with pytest.raises(TextsError, match=why):
        load_changes(changes(tmp_path, given), bundle)


def test_a_file_that_is_not_there(bundle: assets.Assets, tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="No such file"):
        load_changes(str(tmp_path / "nowhere.json"), bundle)


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("Hello", [{"type": 0, "value": "Hello"}]),
        ("It's {name}", [{"type": 0, "value": "It's "}, {"type": 1, "value": "name"}]),
        ("A '{brace}' and ''", [{"type": 0, "value": "A {brace} and '"}]),
        ("# and { name }", [{"type": 0, "value": "# and "}, {"type": 1, "value": "name"}]),
    ],
)
def test_messages_are_read_as_browsers_do(text: str, elements: list[icu.Element]) -> None:
    assert icu.parse(text) == elements


@pytest.mark.parametrize("language", list(Language))
def test_the_bundle_has_all_it_says_in_every_language(language: Language) -> None:
    """Needs the built bundle: each message is one that this server can read, too."""
    if not (assets.FOLDER / "texts").is_dir():
        pytest.fail("build the bundle first")
    for part in assets.PARTS:
        built = json.loads((assets.FOLDER / "texts" / f"{part}.{language}.json").read_text())
        for message in built.values():
            assert isinstance(message, str) or icu.needs(message)


def test_each_language_may_use_its_own_plurals_and_single_numbers(
    bundle: assets.Assets, tmp_path: Path
) -> None:
    english = "{seconds, plural, =0 {now} one {a second} other {#}}"
    arabic = "{seconds, plural, zero {0} one {1} two {2} few {#} many {#} other {#}}"
    given = {"en": {"ask.seconds": english}, "ar": {"ask.seconds": arabic}}
    loaded = load_changes(changes(tmp_path, given), bundle)
    assert loaded["en"]["ask.seconds"] == icu.parse(english)
    assert loaded["ar"]["ask.seconds"] == icu.parse(arabic)


async def test_it_is_served_to_every_website_and_kept_until_it_changes(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path)) as broker:
        url = broker.base_url + "/sdk/v1/texts/customer.de.json"
        async with broker.http.get(url) as answer:
            assert answer.status == 200
            assert answer.content_type == "application/json"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert "must-revalidate" in answer.headers["Cache-Control"]
            known = {"If-None-Match": answer.headers["ETag"]}
        async with broker.http.get(url, headers=known) as answer:
            assert answer.status == 304
        async with broker.http.get(url.replace(".de.", ".tlh.")) as answer:
            assert answer.status == 404
