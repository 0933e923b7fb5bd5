"""What a screen reader would say of its own accord: every change of a live region of ours."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.closed_shadow import wait_until
from tests.e2e.test_accessibility import OPEN_ROOTS

# Of the log what is new is read, of the others all. A status that comes with its words in it is
# read by hardly any screen reader: it does not count as said.
LISTEN = (
    OPEN_ROOTS
    + """;{
    const said = (window.announcements = [])
    const LIVE = '[role=status], [role=alert], [role=log], [aria-live]'
    const last = new WeakMap()
    const up = (node) => node.assignedSlot ?? node.parentNode ?? node.host
    const regionOf = (node) => {
        for (let at = node; at; at = up(at)) if (at.matches?.(LIVE)) return at
        return null
    }
    const words = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data
        if (node.ariaHidden === 'true' || node.hidden) return ''
        if (node.localName === 'style' || node.nodeType === Node.COMMENT_NODE) return ''
        return [...(node.shadowRoot ?? node).childNodes].map(words).join(' ')
    }
    const tidy = (text) => text.replace(/\\s+/g, ' ').trim()
    const modal = (root) => [...root.querySelectorAll('*')]
        .map((one) => one.matches('dialog:modal') ? one : one.shadowRoot && modal(one.shadowRoot))
        .find(Boolean)
    const isHeard = (region) => {
        const isShown = region.checkVisibility({ visibilityProperty: true })
        if (!region.isConnected || !isShown) return false
        const open = modal(document)
        if (!open) return true
        for (let at = region; at; at = up(at)) if (at === open) return true
        return false
    }
    const say = (region, text) => { if (text && isHeard(region)) said.push(text) }
    const look = (records) => {
        const changed = new Set()
        for (const { target, addedNodes } of records) {
            const region = regionOf(target)
            if (region?.role === 'log') {
                const news = [...addedNodes].filter((node) => node.isConnected)
                for (const node of news) {
                    if (regionOf(node) === region) say(region, tidy(words(node)))
                }
            } else if (region && region.ariaLive !== 'off') changed.add(region)
            for (const node of addedNodes) {
                if (node.nodeType !== Node.ELEMENT_NODE) continue
                for (const one of [node, ...node.querySelectorAll(LIVE)]) {
                    if (!one.matches(LIVE) || one.role === 'log') continue
                    if (one.role === 'alert') changed.add(one)
                    else last.set(one, tidy(words(one)))
                }
            }
        }
        for (const region of changed) {
            if (region.ariaBusy === 'true') continue // read when it has come
            const text = tidy(words(region))
            if (text === last.get(region)) continue
            last.set(region, text)
            say(region, text)
        }
    }
    const watch = (root) => new MutationObserver(look).observe(root, {
        subtree: true, childList: true, characterData: true, attributeFilter: ['aria-busy'],
    })
    watch(document)
    const opened = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (init) {
        const root = opened.call(this, init)
        watch(root)
        return root
    }
}"""
)


class Listener:
    """To one window, whose context has the script LISTEN."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def said(self) -> list[str]:
        found: list[str] = self.page.evaluate("announcements")
        return found

    def hears(self, text: str) -> None:
        """Once, and in the end still once."""
        wait_until(self.page, lambda: any(text in one for one in self.said), f"{text!r} said")
        assert len([one for one in self.said if text in one]) == 1, self.said
