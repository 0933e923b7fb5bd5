import type { MediaLinks } from '../../rtc/media_links.js'
import type { CallDeskOptions } from './call_desk.js'
import { type FullDevice, fullDeviceOf } from './full_device.js'

/** Asks customers to show their screens, and ends it. */
export class ScreenDesk {
  constructor(
    private readonly options: Pick<CallDeskOptions, 'socket' | 'store' | 'attempts' | 'now'>,
    private readonly links: Pick<MediaLinks, 'links' | 'say'>,
  ) {}

  /** How it stands with the screen in a conversation. */
  stateIn(conversation: string | null): FullDevice {
    const { store, socket, now } = this.options
    const known = (conversation !== null && store.mine.get(conversation)) || null
    return fullDeviceOf(known, store.me, { online: socket.state === 'open', now: now() })
  }

  async ask(conversation: string): Promise<void> {
    const request = crypto.randomUUID()
    const message = { type: 'scope.ask', conversation, scope: 'screen', request } as const
    await this.options.attempts.make(screenPlace(conversation), message)
  }

  async withdraw(conversation: string, request: string): Promise<void> {
    const message = { type: 'scope.withdraw', conversation, request } as const
    await this.options.attempts.make(screenPlace(conversation), message)
  }

  async release(conversation: string, grant: number): Promise<void> {
    const message = { type: 'scope.release', conversation, scope: 'screen', grant } as const
    await this.options.attempts.make(screenPlace(conversation), message)
  }

  /** Asks her to pick another surface. */
  askForAnother(conversation: string): void {
    for (const link of this.links.links.values()) {
      if (link.conversation === conversation) this.links.say({ type: 'again' }, link.link)
    }
  }
}

/** Where refusals of what is asked about the screen show. */
export function screenPlace(conversation: string): string {
  return `screen:${conversation}`
}
