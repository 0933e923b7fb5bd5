"""What is drawn on a page, and by whom, as either end keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from media.control.ink import AnyInk, Clear, Erase, Press, Stroke

MOST_STROKES = 200  # of one person

# An element, as this end has it.
E = TypeVar("E")


@dataclass(frozen=True)
class Pointed(Generic[E]):
    """`x`, `y`: parts of the box of `element`."""

    element: E
    x: float
    y: float
    laser: bool = False


@dataclass(frozen=True)
class Drawn(Generic[E]):
    """`points`: x and y in turn, parts of the box of `element`."""

    element: E
    points: tuple[float, ...]
    done: bool


class Board(Generic[E]):
    """People are named by their ids. `presses`: the red circles so far; `strokes`: the drawings, by
    person and the number that they gave them."""

    def __init__(self) -> None:
        self.presses: list[tuple[str, Pointed[E]]] = []
        self.strokes: dict[tuple[str, int], Drawn[E]] = {}

    def take(
        self,
        person: str,
        ink: AnyInk,
        find: Callable[[int, int], E | None],
        *,
        pen: bool = True,
        clear_all: bool = True,
    ) -> bool:
        """Whether it had an effect. `find` gives the element `node` of the snapshot `page`; `pen`
        and `clear_all`: what the policy lets agents do."""
        match ink:
            case Press(spot=spot):
                element = find(spot.page, spot.node)
                if element is not None:
                    self.presses.append((person, Pointed(element, spot.x, spot.y)))
                return element is not None
            case Stroke():
                element = find(ink.anchor.page, ink.anchor.node) if pen else None
                return element is not None and self._draw((person, ink.id), ink, element)
            case Erase(id=id):
                return self.strokes.pop((person, id), None) is not None
            case Clear(all=all):
                return (clear_all or not all) and self._clear(None if all else person)

    def _draw(self, key: tuple[str, int], part: Stroke, element: E) -> bool:
        known = self.strokes.get(key)
        points = () if known is None else known.points
        if len(points) < 2 * part.start or (known is None and self._has_most(key[0])):
            return False
        kept = points[: 2 * part.start]
        self.strokes[key] = Drawn(element, (*kept, *part.points), part.done)
        return True

    def _has_most(self, person: str) -> bool:
        return sum(drawer == person for drawer, _ in self.strokes) >= MOST_STROKES

    def _clear(self, person: str | None) -> bool:
        for key in [key for key in self.strokes if person in (None, key[0])]:
            del self.strokes[key]
        return True
