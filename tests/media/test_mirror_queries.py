"""Finding elements in the mirrored page."""

import itertools

import pytest

from media.mirror.tree import Element, MirrorTree, Node, Root, Text

numbers = itertools.count(2)


def element(tag: str, *children: Node | str, **attributes: str) -> Element:
    nodes = [Text(next(numbers), data=one) if isinstance(one, str) else one for one in children]
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return Element(next(numbers), children=nodes, tag=tag, attributes=named)


@pytest.fixture
def page() -> MirrorTree:
    card = element("input", id="card")
    form = element(
        "form",
        element("label", "Full\n  name ", element("input", id="who")),
        element("label", "Name on the card", element("input", id="holder")),
        element("label", "Card number", **{"for": "card"}),
        element("label", "Country", element("select", element("option", "Italy"), id="land")),
        element("label", "Nothing to fill in"),
        card,
        element("textarea", aria_label="Remarks", id="remarks"),
        element("button", "Pay ", element("b", "now")),
        element("button", "Pay later"),
    )
    return MirrorTree(1, Root(1, children=[form]))


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("Full name", "who"),
        ("Name on the card", "holder"),
        ("Name", "holder"),
        ("Card number", "card"),
        ("Country", "land"),
        ("Remarks", "remarks"),
    ],
)
def test_a_field_by_its_label(page: MirrorTree, label: str, id: str) -> None:
    found = page.field(label)
    assert found is not None
    assert found.attributes["id"] == id


@pytest.mark.parametrize("label", ["Nothing to fill in", "name", "Italy", "Pay now"])
def test_no_field_of_that_label(page: MirrorTree, label: str) -> None:
    assert page.field(label) is None


def test_the_whole_label_goes_before_its_beginning(page: MirrorTree) -> None:
    page.document.children.append(element("label", "Name", element("input", id="short")))
    found = page.field("Name")
    assert found is not None and found.attributes["id"] == "short"


def test_an_element_by_its_whole_text(page: MirrorTree) -> None:
    assert [found.text() for found in page.find_all("button", text="Pay now")] == ["Pay now"]
    assert page.find("button", text="Pay") is None
    assert page.find(text="Italy", tag="option") is not None
    assert page.find("input", text="", id="card") is not None
