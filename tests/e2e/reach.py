"""What keyboard and eye reach: where the focus is, what is too small, what a narrow window loses.

Our roots must be open for that (`OPEN_ROOTS`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from playwright.sync_api import Frame, Page

from tests.e2e.closed_shadow import wait_until

# Where a script looks for elements: into shadow roots, and past what is drawn over others.
DEEP = """
    const within = (outer, inner) => {
        for (let at = inner; at; at = at.assignedSlot ?? at.parentNode ?? at.host) {
            if (at === outer) return true
        }
        return false
    }
    const hit = (x, y) => {
        let found = document.elementFromPoint(x, y)
        while (found?.shadowRoot) {
            const inner = found.shadowRoot.elementFromPoint(x, y)
            if (!inner || inner === found) break
            found = inner
        }
        return found
    }
    const everything = (root) => [...root.querySelectorAll('*')].flatMap((one) =>
        one.shadowRoot ? [one, ...everything(one.shadowRoot)] : [one])
    const nameOf = (one) => {
        const root = one.getRootNode()
        const by = (one.getAttribute('aria-labelledby') ?? '').split(' ')
            .map((id) => root.getElementById?.(id)?.textContent ?? '').join(' ').trim()
        const label = one.labels?.[0]?.innerText
        const said = by || one.ariaLabel || label || one.innerText || one.title || one.placeholder
        return (said || one.localName).trim().replace(/\\s+/g, ' ')
    }
"""

FOCUS = (
    "async () => {"
    + DEEP
    + """
    // What steps aside does so in the next frame.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    let one = document.activeElement
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
    if (!one || one === document.body) return { name: '', role: '', faults: ['on nothing'] }
    const faults = []
    const style = getComputedStyle(one)
    const box = one.getBoundingClientRect()
    const rgb = (text) => [...text.matchAll(/rgba?\\(([^)]+)\\)/g)]
        .map(([, parts]) => parts.split(/[ ,/]+/).map(Number))
        .filter(([, , , alpha]) => alpha !== 0)
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
    const contrast = (a, b) => {
        const [high, low] = [light(a), light(b)].sort((x, y) => y - x)
        return (high + 0.05) / (low + 0.05)
    }
    const groundOf = (start) => {
        const above = (at) => at.assignedSlot ?? at.parentElement ?? at.getRootNode().host
        for (let at = start; at; at = above(at)) {
            const [colour] = rgb(getComputedStyle(at).backgroundColor)
            if (colour && (colour[3] ?? 1) === 1) return colour
        }
        return [255, 255, 255]
    }
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
    const colours = [...rgb(style.boxShadow), ...(outline ? rgb(style.outlineColor) : [])]
    // A ring of two colours brings its own neighbour.
    const neighbours = [groundOf(one), groundOf(one.parentElement), ...colours]
    const best = Math.max(0, ...colours.flatMap((a) => neighbours.map((b) => contrast(a, b))))
    const drawn = style.outlineStyle === 'auto' || best >= 3
    if (!drawn && one.localName !== 'iframe') faults.push('no ring')
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth)
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight)
    const x = (left + right) / 2, y = (top + bottom) / 2
    if (right - left < 1 || bottom - top < 1) faults.push('outside of the window')
    else {
        const spots = [[x, y], [left + 3, y], [right - 3, y], [x, top + 3], [x, bottom - 3]]
        const over = spots.map(([at, below]) => hit(at, below))
            .filter((found) => found && !within(one, found) && !within(found, one))
            // A pane that only takes the mouse hides nothing.
            .filter((found) => found.childNodes.length > 0 ||
                rgb(getComputedStyle(found).backgroundColor).length > 0)
        // What is the website's may be covered in part.
        if (over.length > (one.getRootNode() === document ? 4 : 0)) {
            faults.push(`covered by <${over[0].localName} class="${over[0].className}">`)
        }
    }
    return { name: nameOf(one), role: one.role ?? one.localName, faults }
}"""
)

UNREACHABLE = (
    "(skipped) => {"
    + DEEP
    + """
    const faults = []
    const shown = (one) => one ? `<${one.localName} class="${one.className}">` : 'nothing'
    const called = (one) => nameOf(one).slice(0, 60)
    const all = everything(document)
    const ours = (one) => one.getRootNode() !== document || !skipped
    const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const modal = all.find((one) => one.localName === 'dialog' && one.matches(':modal'))
    const live = (one) => !modal || within(modal, one)
    const press = 'button, a[href], input, select, textarea, summary, [tabindex="0"]'
    for (const one of all) {
        if (!ours(one) || !seen(one) || !live(one)) continue
        const style = getComputedStyle(one)
        const scrolls = /auto|scroll/.test(style.overflowX)
        if (scrolls && one.scrollWidth > one.clientWidth + 1 && one.localName !== 'iframe') {
            faults.push(`sideways: ${shown(one)} ${one.scrollWidth} > ${one.clientWidth}`)
        }
        if (!one.matches(press)) continue
        const box1 = one.getBoundingClientRect()
        if (box1.width < 2 || one.type === 'file') continue
        one.scrollIntoView({ block: 'nearest', inline: 'nearest' })
        const box = one.getBoundingClientRect()
        const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth)
        const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight)
        if (right - left < Math.min(box.width, innerWidth) - 2) {
            faults.push(`cut at the side: ${called(one)}`)
        }
        // Of what is higher than its window, a part.
        const heights = [0.5, 0.1, 0.3, 0.7, 0.9].map((part) => top + (bottom - top) * part)
        const hits = heights.map((y) => hit((left + right) / 2, y))
        const found = hits[0]
        const isTall = box.height > innerHeight / 3
        if (!(isTall ? hits : [found]).some((at) => at && (within(one, at) || within(at, one)))) {
            faults.push(`out of reach: ${called(one)} (${shown(found)} there)`)
        }
    }
    if (!skipped && document.scrollingElement.scrollWidth > innerWidth) {
        faults.push('the page scrolls sideways')
    }
    return faults
}"""
)

# WCAG 1.4.12: as a person may set it.
SPACING = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`)
    const roots = [document]
    for (const root of roots) {
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
        for (const { shadowRoot } of root.querySelectorAll('*')) {
            if (shadowRoot) roots.push(shadowRoot)
        }
    }
}"""


class Focus(NamedTuple):
    name: str
    role: str
    faults: list[str]


# What somebody calls it, or begins with.
Name = str | re.Pattern[str]


def is_called(name: Name, here: Focus) -> bool:
    if isinstance(name, str):
        return here.name == name
    return name.match(here.name) is not None


class Keyboard:
    """Somebody without a mouse: every step is checked for a focus that is seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self) -> Focus:
        frame: Frame = self.page.main_frame
        while True:
            focused = frame.evaluate_handle(
                """() => {
                    let one = document.activeElement
                    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
                    return one
                }"""
            ).as_element()
            inner = focused.content_frame() if focused is not None else None
            if inner is None or inner.evaluate("() => document.activeElement === document.body"):
                return Focus(**frame.evaluate(FOCUS))
            frame = inner

    def to(self, name: Name, key: str = "Tab", most: int = 60) -> None:
        """Press `key` until what has the focus is called `name`."""
        passed: list[str] = []
        for _ in range(most):
            self.page.keyboard.press(key)
            here = self.seen_or_nothing()
            if is_called(name, here):
                break
            passed.append(here.name)
        else:
            raise AssertionError(f"no {name!r} by {key}; on the way: {passed}")
        self.seen()

    def seen(self) -> Focus:
        here = self.at()
        assert here.faults == [], here
        return here

    def seen_or_nothing(self) -> Focus:
        """The browser's own buttons come after the last of the page."""
        here = self.at()
        assert here.faults in ([], ["on nothing"]), here
        return here

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def waits_at(self, name: Name) -> None:
        """The focus comes there by itself, and is seen."""
        wait_until(self.page, lambda: is_called(name, self.at()), f"focus on {name!r}")
        self.seen()


def unreachable(page: Page, *, ours_only: bool = False) -> list[str]:
    """What cannot be brought into sight, or only by scrolling sideways. `ours_only`: what is in the
    page's own tree is not ours."""
    found: list[str] = page.evaluate(UNREACHABLE, ours_only)
    return found
