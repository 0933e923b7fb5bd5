"""One of each message on `input`, under grant 9."""

from msgspec.structs import replace

from media.control.input import (
    AnyInput,
    Caret,
    ChooseInput,
    KeyInput,
    Mark,
    NavigateInput,
    PasteInput,
    Phase,
    PointerInput,
    TabAct,
    TabInput,
    TextInput,
    To,
    ValueInput,
    WheelInput,
)
from media.control.wire import NodeRef, Spot

SPOT = Spot(1, 40, 0.5, 0.25)
TARGET = NodeRef(1, 40)


def every_input(grant: int = 9, seq: int = 1) -> list[AnyInput]:
    """All of one number; `seq` rises."""
    kinds: list[AnyInput] = [
        *(
            PointerInput(phase, SPOT, 0, 1, 1, 0, Caret(41, 3), grant=grant, seq=1)
            for phase in Phase
        ),
        WheelInput(SPOT, 0, 120.5, 2, grant=grant, seq=1),
        KeyInput(Phase.DOWN, "a", "KeyA", 0, False, grant=grant, seq=1),
        KeyInput(Phase.UP, "a", "KeyA", 0, False, grant=grant, seq=1),
        TextInput("\u00e9", grant=grant, seq=1),
        PasteInput("pasted", grant=grant, seq=1),
        ChooseInput(TARGET, [41, 42], grant=grant, seq=1),
        ValueInput(TARGET, "2026-12-24", grant=grant, seq=1),
        *(NavigateInput(to, "/cart", grant=grant, seq=1) for to in To),
        TabInput(TabAct.OPEN, address="/tea", grant=grant, seq=1),
        TabInput(TabAct.SHOW, tab="e1", grant=grant, seq=1),
        TabInput(TabAct.CLOSE, tab="e1", grant=grant, seq=1),
        Mark(grant=grant, seq=1),
    ]
    return [replace(kind, seq=seq + index) for index, kind in enumerate(kinds)]
