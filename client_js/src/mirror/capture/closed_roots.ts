/**
 * Closed shadow roots. They are hidden from the page's own scripts, not from people: what is in
 * them is part of what the customer sees, and so of what she shares. A page that attached one
 * before this was called keeps it to itself.
 */

const roots = new WeakMap<Element, ShadowRoot>()
const listeners = new Set<(host: Element) => void>()
const patched = new WeakSet<object>()

/** Once per window, as early as possible. */
export function rememberClosedRoots(window: Window): void {
  const { prototype } = (window as Window & typeof globalThis).Element
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
        if (root.mode === 'closed') roots.set(this, root)
        for (const listener of listeners) listener(this)
        return root
      },
    }.attachShadow,
  })
}

export function closedRoot(host: Element): ShadowRoot | null {
  return roots.get(host) ?? null
}

/** `listener` is called when an element has got a shadow root. Returns how to end that. */
export function onShadowAttached(listener: (host: Element) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
