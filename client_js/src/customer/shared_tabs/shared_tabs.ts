import type { SharedTab } from '../../control/whereabouts_messages.js'
import { type Here, type Keys, readTabMessage, type TabMessage } from './messages.js'

/** Not that of `tabs.ts`: whoever listens there may be told to stop, also out of the cache that
 * browsers keep pages in; what is said here is for pages in use. */
const NAME = 'alongside.tabs'
/** Titles change without an event. */
const LOOK_MS = 1_000

/** What this tab shares. */
export interface Share extends Keys {
  tab: string
  agent: string
}

/** Another tab of this website is shared; this one may be, too. */
export interface Offer {
  session: string
  agent: string
}

export interface SharedTabsOptions {
  share(): Share | null
  /** As agents may know it. */
  title(): string
  /** Whether this tab could be shared in that session: it is in no other. */
  isFree(session: string): boolean
  /** She wanted this tab shared, and another one has told how. */
  joined(keys: Keys): void
  /** An agent in control closes this tab. */
  closed(): void
  /** `offer` or the titles have changed. */
  changed(): void
}

/**
 * Her tabs of this website, as far as they are shared. Browsers let no page see the other tabs, so
 * those that are shared tell each other; one that is not hears that others are and can offer her to
 * share it, too. Without her click there nothing of it is.
 */
export class SharedTabs {
  readonly #options: SharedTabsOptions
  readonly #others = new Map<string, Here>()
  readonly #declined = new Set<string>()
  #channel: BroadcastChannel | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #told: Here | null = null
  /** Her wish to share this tab that has no answer yet. */
  #joining: string | null = null

  constructor(options: SharedTabsOptions) {
    this.#options = options
  }

  /** Idempotent. */
  start(): void {
    if (this.#channel !== null) return
    this.#channel = openChannel()
    this.#channel?.addEventListener('message', ({ data }) => {
      const message = readTabMessage(data)
      if (message !== null) this.#heard(message)
    })
    this.#say({ type: 'who' })
    this.refresh()
  }

  /** The page goes away: it is not shared any more. Idempotent. */
  stop(): void {
    this.#watch(false)
    if (this.#told !== null) this.#say({ type: 'gone', tab: this.#told.tab })
    this.#told = null
    this.#others.clear()
    this.#channel?.close()
    this.#channel = null
  }

  /** What she may be offered here; null: nothing. */
  get offer(): Offer | null {
    if (this.#options.share() !== null) return null
    for (const { session, agent } of this.#others.values()) {
      if (!this.#declined.has(session) && this.#options.isFree(session)) return { session, agent }
    }
    return null
  }

  /** The title of each shared tab that is known, this one included. */
  get titles(): readonly SharedTab[] {
    const share = this.#options.share()
    if (share === null) return []
    const own = { tab: share.tab, title: this.#options.title() }
    const others = [...this.#others.values()].filter(({ session }) => session === share.session)
    return [own, ...others.map(({ tab, title }) => ({ tab, title }))]
  }

  /** Her trusted click on "Share this tab too". */
  join(): void {
    const { offer } = this
    if (offer === null) return
    this.#joining = crypto.randomUUID()
    this.#say({ type: 'join', id: this.#joining, session: offer.session })
  }

  /** No more offers in this session. */
  decline(session: string): void {
    this.#declined.add(session)
    this.#options.changed()
  }

  /** For an agent in control. */
  close(tab: string): void {
    const share = this.#options.share()
    if (share !== null) this.#say({ type: 'close', tab, session: share.session })
  }

  /** Tells the others what has changed here. */
  refresh(): void {
    const share = this.#options.share()
    const { tab, session, agent } = share ?? { tab: '', session: '', agent: '' }
    const now: Here | null = share && {
      type: 'here',
      tab,
      session,
      agent,
      title: this.#options.title(),
    }
    const before = this.#told
    this.#watch(now !== null)
    if (JSON.stringify(now) === JSON.stringify(before)) return
    this.#told = now
    if (before !== null && before.tab !== now?.tab) this.#say({ type: 'gone', tab: before.tab })
    if (now !== null) this.#say(now)
    this.#options.changed()
  }

  /** Its title, while it is shared. */
  #watch(wanted: boolean): void {
    if (wanted === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = wanted ? setInterval(() => this.refresh(), LOOK_MS) : undefined
  }

  #heard(message: TabMessage): void {
    const share = this.#options.share()
    switch (message.type) {
      case 'who':
        if (this.#told !== null) this.#say(this.#told)
        break
      case 'here':
        this.#others.set(message.tab, message)
        this.#options.changed()
        break
      case 'gone':
        if (this.#others.delete(message.tab)) this.#options.changed()
        break
      case 'join':
        if (share?.session === message.session) this.#answer(message.id, share)
        break
      case 'keys':
        if (message.id !== this.#joining || share !== null) break
        this.#joining = null
        this.#options.joined(message.keys)
        break
      case 'close':
        if (share?.tab === message.tab && share.session === message.session) this.#options.closed()
        break
    }
  }

  #answer(id: string, { token, conversation, session, grant, letIn }: Share): void {
    this.#say({ type: 'keys', id, keys: { token, conversation, session, grant, letIn } })
  }

  #say(message: TabMessage): void {
    this.#channel?.postMessage(message)
  }
}

/** None where the browser forbids it: then each tab is on its own. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(NAME)
  } catch {
    return null
  }
}
