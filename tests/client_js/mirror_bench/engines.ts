import type { Link } from './link.js'

/** The customer's half of an engine. */
export interface Recorder {
  /** Takes a snapshot and sends it and what changes from then on. */
  start(link: Link): void | Promise<void>
  /** For several viewers at once, where that is not one start for each. */
  startAll?(links: readonly Link[]): void
  stop(): void
}

/** The agent's half of an engine. */
export interface Viewer {
  start(link: Link, container: HTMLElement): void
  /** The mirrored document; null before there is one, and for ever where nothing is shown. */
  readonly document: Document | null
  /** When the first picture was painted, on this page's clock; 0 before. */
  readonly paintedAt: number
  /** `seen` is called with the text of the probe whenever it has changed in the mirror. */
  watch(seen: (text: string) => void): void
}

export const PROBE = '.bench-probe'

export function watchDocument(document: Document, seen: (text: string) => void): void {
  const probe = document.querySelector(PROBE)
  if (!probe) throw new Error('no probe in the mirror')
  const observer = new MutationObserver(() => seen(probe.textContent ?? ''))
  observer.observe(probe, { childList: true, characterData: true, subtree: true })
}

/** Resolves in the first task after a frame was produced. */
export function frame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(0)
    })
  })
}

export const GRANT = 7

declare global {
  interface Window {
    recorder: Recorder
    viewer: Viewer
    /** Set before the viewer's script is loaded. */
    rrwebMode: 'live' | 'immediate' | undefined
  }
}
