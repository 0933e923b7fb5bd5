import type { PageInfo } from '../control/messages.js'
import type { Reach, ReachOptions } from '../control/take/reach.js'
import type { PageChannels } from '../mirror/channels.js'
import type { PageLinkView } from '../signaling/messages.js'
import { reachWords } from './mirror_words.js'

export type Hands = Pick<
  Reach,
  'open' | 'close' | 'start' | 'stop' | 'focus' | 'navigate' | 'goTo' | 'tab'
>

export interface HandsDelegate {
  leave(): void
  page(info: PageInfo): void
}

/** Makes the agent's hands in each mirror. Input is numbered under its grant, over whatever links it
 * goes. */
export class HandsMaker {
  readonly #numbers = new Map<string, number>()

  constructor(private readonly make: (options: ReachOptions) => Hands) {}

  for(
    link: PageLinkView,
    view: ReachOptions['view'],
    { input }: PageChannels,
    delegate: HandsDelegate,
  ): Hands {
    return this.make({
      view,
      channel: input,
      viewGrant: link.grant,
      next: (grant) => this.#next(`${link.conversation} ${grant}`),
      words: reachWords,
      delegate,
    })
  }

  #next(under: string): number {
    const next = (this.#numbers.get(under) ?? 0) + 1
    this.#numbers.set(under, next)
    return next
  }
}
