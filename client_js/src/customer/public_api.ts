import type { AlongsideEvents, SessionInfo, Signals } from './signals.js'

/** What stands behind the public functions. */
export interface ApiTarget {
  openAtShare(): void
  stop(): void
  pauseByPage(): void
  resumeByPage(): void
  open(): void
  close(): void
  readonly session: SessionInfo | null
  readonly customer: string
}

type Call = readonly [name: string, ...args: unknown[]]

/**
 * `window.Alongside`.
 *
 * A website may call it before this script has loaded:
 *
 *     window.Alongside = window.Alongside || []
 *     Alongside.push(['on', 'session.ended', () => {}])
 *
 * No function here gives consent: that takes the user's own click in the widget.
 */
export class Alongside {
  readonly #signals: Signals
  readonly #target: () => ApiTarget | null

  /** `target` gives null until the widget is there, and for ever where the page is refused. */
  constructor(signals: Signals, target: () => ApiTarget | null) {
    this.#signals = signals
    this.#target = target
  }

  /** Opens the widget at "Share this page"; sharing begins when the user presses it. */
  start(): void {
    this.#target()?.openAtShare()
  }

  /** Ends the shared session at once. */
  stop(): void {
    this.#target()?.stop()
  }

  /** Pauses the shared session at once, where the site's policy lets the user pause. */
  pause(): void {
    this.#target()?.pauseByPage()
  }

  /** Goes on after `pause()`; a pause of the user's own ends by her click only. */
  resume(): void {
    this.#target()?.resumeByPage()
  }

  /** Opens the widget. */
  open(): void {
    this.#target()?.open()
  }

  /** Closes the widget; a shared session goes on. */
  close(): void {
    this.#target()?.close()
  }

  /** The session going on, or null. */
  get session(): SessionInfo | null {
    return this.#target()?.session ?? null
  }

  /** The id by which a contact centre opens a conversation for this user; null before `ready`. */
  get customer(): string | null {
    return this.#target()?.customer ?? null
  }

  /** Calls `listener` at every `name`; returns the function that ends it. */
  on<K extends keyof AlongsideEvents>(
    name: K,
    listener: (value: AlongsideEvents[K]) => void,
  ): () => void {
    return this.#signals.on(name, listener)
  }

  /** Makes calls given as `[name, ...arguments]`, as the array did before this script came. */
  push(...calls: Call[]): void {
    for (const [name, ...args] of calls) {
      switch (name) {
        case 'start':
        case 'stop':
        case 'pause':
        case 'resume':
        case 'open':
        case 'close':
          this[name]()
          break
        case 'on':
          this.on(...(args as Parameters<Alongside['on']>))
          break
        default:
          console.error(`[alongside] unknown_call: there is no function "${String(name)}".`)
      }
    }
  }
}
