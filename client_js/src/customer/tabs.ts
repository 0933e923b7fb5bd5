import type { Ended } from './ending.js'

const NAME = 'alongside'

/**
 * Her other tabs of this website: a duplicated one shares her page under the same consent, and
 * must stop with this one also while there is no server to tell it.
 */
export class Tabs {
  readonly #channel: BroadcastChannel | null

  /** `heard`: she ended this session in another tab; check that it is one of this tab's. */
  constructor(heard: (ended: Ended) => void) {
    this.#channel = channel()
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isEnded(data)) heard({ conversation: data.conversation, session: data.session })
    })
  }

  tell({ conversation, session }: Ended): void {
    this.#channel?.postMessage({ conversation, session })
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
function isEnded(data: unknown): data is Ended {
  const { conversation, session } = (data ?? {}) as Partial<Record<keyof Ended, unknown>>
  return typeof conversation === 'string' && typeof session === 'string'
}
