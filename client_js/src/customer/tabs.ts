import type { ControlLimit } from '../signaling/messages.js'
import type { Ended } from './ending.js'

const NAME = 'alongside'

/** What she did in one tab that holds in the others at once. */
export type TabNews =
  | (Ended & { type: 'ended' | 'paused' | 'resumed' })
  /** Whom she let join; it counts if the server says that they are in. */
  | (Ended & { type: 'admitted'; person: string; owns: boolean })
  /** Control was entered in the ledger of that tab; in others it counts if the server says so too. */
  | (Ended & { type: 'control.granted'; grant: number; limit: ControlLimit | null })
  | (Ended & { type: 'control.ended'; grant: number })

/**
 * Her other tabs of this website: a duplicated one shares her page under the same consent, and
 * must stop with this one also while there is no server to tell it.
 */
export class Tabs {
  readonly #channel: BroadcastChannel | null

  /** `heard`: she did this in another tab; check that its session is one of this tab's. */
  constructor(heard: (news: TabNews) => void) {
    this.#channel = channel()
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const news = read(data)
      if (news !== null) heard(news)
    })
  }

  tell(news: TabNews): void {
    this.#channel?.postMessage(news)
  }

  close(): void {
    this.#channel?.close()
  }
}

/** None where the browser forbids it, as it then forbids the storage that tabs would share. */
function channel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(NAME)
  } catch {
    return null
  }
}

/** Any script of this website can post here. */
function read(data: unknown): TabNews | null {
  const given = (data ?? {}) as Record<string, unknown>
  const { type, conversation, session, grant, limit, person, owns } = given
  if (typeof conversation !== 'string' || typeof session !== 'string') return null
  switch (type) {
    case 'ended':
    case 'paused':
    case 'resumed':
      return { type, conversation, session }
    case 'admitted':
      if (typeof person !== 'string' || typeof owns !== 'boolean') return null
      return { type, conversation, session, person, owns }
    case 'control.ended':
      return isNumber(grant) ? { type, conversation, session, grant } : null
    case 'control.granted':
      if (!isNumber(grant) || !isLimit(limit)) return null
      return { type, conversation, session, grant, limit }
    default:
      return null
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isLimit(value: unknown): value is ControlLimit | null {
  return value === null || value === 'typing' || value === 'region'
}
