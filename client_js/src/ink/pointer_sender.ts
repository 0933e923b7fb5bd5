import type { PageChannel } from '../mirror/channels.js'
import type { Spot } from '../mirror/spot.js'
import { writeAt } from './messages.js'

/** A message of the channel may get lost: where the pointer rests is told once more. */
const REST_MS = 300

interface Pointing {
  spot: () => Spot | null
  laser: boolean
  fresh: boolean
}

/**
 * Tells the other side where people point: at most once per frame, and nothing while something
 * waits in the channel. What comes meanwhile is dropped, but for the last.
 */
export class PointerSender {
  readonly #people = new Map<string | null, Pointing>()
  #seq = 0
  #frame = 0
  #timer = 0

  constructor(
    private readonly channel: PageChannel,
    private readonly grant: number,
  ) {}

  /** `spot` is asked when it is sent. `by`: null for the sender's own. */
  point(by: string | null, spot: () => Spot | null, laser: boolean): void {
    this.#people.set(by, { spot, laser, fresh: true })
    this.#soon()
  }

  /** Tells everything anew: the other side may have forgotten. */
  repeat(): void {
    for (const pointing of this.#people.values()) pointing.fresh = true
    this.#soon()
  }

  stop(): void {
    window.cancelAnimationFrame(this.#frame)
    window.clearTimeout(this.#timer)
    this.#people.clear()
  }

  #soon(): void {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      this.#send()
    })
  }

  #send(): void {
    const { channel, grant } = this
    if (channel.readyState !== 'open') return
    if (channel.bufferedAmount > 0) {
      this.#soon()
      return
    }
    let sent = false
    for (const [by, pointing] of this.#people) {
      if (!pointing.fresh) continue
      pointing.fresh = false
      const { laser } = pointing
      channel.send(writeAt(grant, { seq: ++this.#seq, spot: pointing.spot(), laser, by }))
      sent = true
    }
    if (sent) this.#rest()
  }

  #rest(): void {
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => {
      // Not by `repeat`, which would never come to rest.
      const { channel, grant } = this
      for (const [by, { spot, laser, fresh }] of this.#people) {
        if (fresh || channel.readyState !== 'open' || channel.bufferedAmount > 0) continue
        channel.send(writeAt(grant, { seq: ++this.#seq, spot: spot(), laser, by }))
      }
    }, REST_MS)
  }
}
