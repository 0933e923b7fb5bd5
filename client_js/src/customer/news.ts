import type { AnyEvent } from '../signaling/messages.js'
import type { Signals } from './signals.js'
import { notice } from './telling.js'

export interface NewsOptions {
  signals: Signals
  /** Whether she has the chat log in front of her. */
  open(): boolean
  notify(text: string): void
}

/** Tells her, and the website, what has just happened. */
export class News {
  readonly #options: NewsOptions
  #unread = 0

  constructor(options: NewsOptions) {
    this.#options = options
  }

  /** Messages that came while the chat was closed. */
  get unread(): number {
    return this.#unread
  }

  /** She has the chat log before her. */
  allRead(): void {
    this.#unread = 0
  }

  /** `timeline`: with `event` in it. */
  tell(event: AnyEvent, timeline: readonly AnyEvent[]): void {
    const open = this.#options.open()
    const text = notice(event, timeline)
    const inLog = event.type.startsWith('conversation.') && event.type !== 'conversation.ended'
    if (event.type === 'conversation.messaged' && text !== null && !open) this.#unread++
    if (text !== null && !(open && inLog)) this.#options.notify(text)
    this.#signal(event)
  }

  #signal(event: AnyEvent): void {
    const { signals } = this.#options
    switch (event.type) {
      case 'session.started':
        signals.emit('session.started', { id: event.session, state: 'waiting' })
        break
      case 'session.activated':
        signals.emit('session.activated', { id: event.session, state: 'active' })
        break
      case 'session.paused':
        signals.emit('session.paused', { id: event.session, state: 'paused' })
        break
      case 'session.resumed':
        signals.emit('session.resumed', { id: event.session, state: 'active' })
        break
      case 'session.ended': {
        const { session: id, reason } = event
        signals.emit('session.ended', { id, state: 'ended', reason })
        break
      }
    }
  }
}
