import type { Secrets } from './secrets.js'

/**
 * What is noted of a page from the moment on that the SDK has loaded, long before anything is
 * shared. The part of the SDK that shares a page is a bundle of its own, loaded later: it `adopt`s
 * what was noted before.
 */
export interface Early {
  /** Closed shadow roots by their hosts. */
  readonly closedRoots: WeakMap<Element, ShadowRoot>
  /** Called when an element has got a shadow root. */
  readonly shadowListeners: Set<(host: Element) => void>
  /** Prototypes of which `attachShadow` is ours. */
  readonly patched: WeakSet<object>
  /** What has ever been scrolled, and the windows in which that is noted. */
  readonly scrolled: WeakSet<EventTarget>
  readonly scrollWatched: WeakSet<Window>
  readonly secrets: WeakMap<Window, Secrets>
  /** Documents and shadow roots in which secrets are noted. */
  readonly secretsWatched: WeakSet<Node>
}

let noted: Early = {
  closedRoots: new WeakMap(),
  shadowListeners: new Set(),
  patched: new WeakSet(),
  scrolled: new WeakSet(),
  scrollWatched: new WeakSet(),
  secrets: new WeakMap(),
  secretsWatched: new WeakSet(),
}

export function early(): Early {
  return noted
}

/** Call before anything else of capture is used. */
export function adopt(before: Early): void {
  noted = before
}
