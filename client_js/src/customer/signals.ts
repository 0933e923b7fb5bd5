import type { Reason, SessionState } from '../signaling/messages.js'

/** What a website may know of the shared session. */
export interface SessionInfo {
  readonly id: string
  readonly state: SessionState
}

/** The events that a website can listen to, with what the listener gets. */
export interface AlongsideEvents {
  /** The widget is there. */
  ready: undefined
  'session.started': SessionInfo
  'session.activated': SessionInfo
  'session.paused': SessionInfo
  'session.resumed': SessionInfo
  'session.ended': SessionInfo & { readonly reason: Reason }
  /** Voices flow, or may as soon as both ends are there. */
  'call.started': undefined
  'call.ended': { readonly reason: Reason }
  /** Agents may see what she picks in her browser. */
  'screen.started': undefined
  'screen.ended': { readonly reason: Reason }
  'widget.opened': undefined
  'widget.closed': undefined
  /** Nothing works here; `code` says why. */
  failed: { readonly code: string }
}

type Listener<K extends keyof AlongsideEvents> = (value: AlongsideEvents[K]) => void

/** Listeners of the website, kept apart from each other and from us. */
export class Signals {
  readonly #listeners = new Map<keyof AlongsideEvents, Set<Listener<never>>>()

  /** Returns the function that ends it. */
  on<K extends keyof AlongsideEvents>(name: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as Listener<never>)
    return () => void listeners.delete(listener as Listener<never>)
  }

  emit<K extends keyof AlongsideEvents>(name: K, value: AlongsideEvents[K]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        ;(listener as Listener<K>)(value)
      } catch (error) {
        reportError(error)
      }
    }
  }
}
