/**
 * Closed shadow roots. They are hidden from the page's own scripts, not from people: what is in
 * them is part of what the customer sees, and so of what she shares. A page that attached one
 * before this was called keeps it to itself.
 */
import { early } from './early.js'

/** Once per window, as early as possible. */
export function rememberClosedRoots(window: Window): void {
  const { prototype } = (window as Window & typeof globalThis).Element
  const { closedRoots, shadowListeners, patched } = early()
  if (patched.has(prototype)) return
  patched.add(prototype)
  const attach = prototype.attachShadow
  Object.defineProperty(prototype, 'attachShadow', {
    configurable: true,
    enumerable: true,
    writable: true,
    // A method, so that it cannot be told apart by `new` or by a prototype of its own.
    value: {
      attachShadow(this: Element, init: ShadowRootInit): ShadowRoot {
        const root = attach.call(this, init)
        if (root.mode === 'closed') closedRoots.set(this, root)
        for (const listener of shadowListeners) listener(this)
        return root
      },
    }.attachShadow,
  })
}

export function closedRoot(host: Element): ShadowRoot | null {
  return early().closedRoots.get(host) ?? null
}

/** `listener` is called when an element has got a shadow root. Returns how to end that. */
export function onShadowAttached(listener: (host: Element) => void): () => void {
  const { shadowListeners } = early()
  shadowListeners.add(listener)
  return () => shadowListeners.delete(listener)
}
