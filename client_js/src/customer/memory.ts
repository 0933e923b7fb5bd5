import type { DockMode, Held } from '../dock/messages.js'
import type { Lasting } from './control_ledger.js'
import type { Pause } from './pausing.js'
import type { SessionCode } from './view.js'

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The tab's session storage, or, where the browser forbids it, the page's own memory: then a
 * reload begins anew. */
export function tabStorage(): Store {
  try {
    const storage = window.sessionStorage
    storage.getItem('alongside.probe')
    return storage
  } catch {
    const values = new Map<string, string>()
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    }
  }
}

interface Remembered {
  /** The customer's token for the broker. */
  token: string
  /** There is a conversation: connect when the next page loads. */
  engaged: boolean
  /** The chat window is open. */
  open: boolean
  /** What is hidden from agents is outlined in the page; by default it is. */
  outlines: boolean
  /** Her chat was opened in a window of its own, which may want a ticket. */
  chatWindow: boolean
  code: SessionCode
  /** The language that she has chosen. */
  language: string
  /** She pressed Stop, and the server has not heard of it. */
  ending: { conversation: string; session: string }
  /** She paused, or went on and the server has not heard of it. */
  pause: Pause
  /** Remote control, where the site's policy lets it outlive a page. */
  control: Lasting
  /** With which key she signs, and as whom. */
  signing: { customer: string; key: string | null }
  /** Where her call window is, and what it held last. */
  dock: { mode: DockMode; held: Held; muted: boolean }
}

/** What the next page of this tab must know. What cannot be read was never there. */
export class Memory {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get<K extends keyof Remembered>(key: K): Remembered[K] | null {
    try {
      return JSON.parse(this.#store.getItem(`alongside.${key}`) ?? 'null') as Remembered[K] | null
    } catch {
      return null
    }
  }

  set<K extends keyof Remembered>(key: K, value: Remembered[K] | null): void {
    if (value === null) this.#store.removeItem(`alongside.${key}`)
    else this.#store.setItem(`alongside.${key}`, JSON.stringify(value))
  }
}
