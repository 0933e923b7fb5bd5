import type { Consent } from '../../client_js/src/customer/consent_ledger.js'
import type {
  AnyEvent,
  ConversationView,
  MediaLinkView,
  PageLinkView,
  Permission,
  Person,
  SessionView,
} from '../../client_js/src/signaling/messages.js'

export const customer: Person = { id: 'cust', role: 'customer', name: '' }
export const agent: Person = { id: 'ag', role: 'agent', name: 'Ana' }

type Of<T extends AnyEvent['type']> = Extract<AnyEvent, { type: T }>

/** An event of conversation `c1`. */
export function event<T extends AnyEvent['type']>(
  type: T,
  seq: number,
  fields: Omit<Of<T>, 'type' | 'seq' | 'at' | 'conversation'>,
): Of<T> {
  return { type, conversation: 'c1', seq, at: 1000 + seq, ...fields } as Of<T>
}

/** Session `s1`, active, with `view` granted to all agents under number `grant`. */
export function session(more: Partial<SessionView>, grant = 1): SessionView {
  const none = {
    request: null,
    by: null,
    deadline: null,
    to: null,
    asker: null,
    until: null,
    limit: null,
  }
  return {
    session: 's1',
    state: 'active',
    started_by: customer,
    participants: [
      { person: customer, present: true },
      { person: agent, present: true },
    ],
    scopes: { view: { signed: null, state: 'granted', grant, ...none } },
    pages: [],
    deadline: null,
    outside: false,
    knocks: [],
    ...more,
  }
}

/** Session `s1`, in which Ana asks for `view` until `deadline`. */
export function askedSession(request: string, deadline: number): SessionView {
  return session({
    state: 'asked',
    started_by: agent,
    scopes: {
      view: {
        signed: null,
        state: 'asked',
        request,
        by: agent,
        deadline,
        grant: null,
        to: null,
        asker: null,
        until: null,
        limit: null,
      },
    },
  })
}

export const ALL: readonly Permission[] = [
  'view',
  'control',
  'screen',
  'voice',
  'video',
  'document',
  'chat',
  'laser',
  'pen',
  'navigation',
  'invitations',
  'transfer',
]

export function conversation(more: Partial<ConversationView>): ConversationView {
  return {
    conversation: 'c1',
    seq: 1,
    state: 'active',
    scopes: {},
    dock: null,
    site: 'site',
    site_name: 'Shop',
    organisation: 'Morrow Ltd',
    customer,
    customer_present: true,
    owner: agent,
    queued_at: 1000,
    agent_has_written: true,
    asset_origins: [],
    permissions: { [agent.id]: ALL },
    policy: {
      agent_may_ask: true,
      customer_may_start: true,
      ask_needs_message: false,
      ask_timeout: 30,
      customer_may_pause: true,
      stop_pauses: false,
      restart: true,
      join_without_code: true,
      view_needs_press: false,
      scopes: ['view', 'control'],
      control: 'asked',
      control_survives_load: false,
      submit_by_agents: false,
      navigation_by_agents: true,
      tabs_by_agents: true,
      paste_by_agents: true,
      laser: true,
      pen: true,
      clear_all: false,
      screen_surfaces: [],
      screen_sound: false,
      calls_by_customer: true,
      language_choice: true,
      languages: [],
      transfer: 'ends',
      several_agents: true,
      guests: true,
      transcript_export: true,
      blurbs: true,
    },
    session: null,
    ...more,
  }
}

export function pageLink(more: Partial<PageLinkView> = {}): PageLinkView {
  return {
    link: 'l1',
    kind: 'page',
    conversation: 'c1',
    session: 's1',
    grant: 1,
    offerer: true,
    peer: agent,
    ice_servers: [],
    peer_key: null,
    peer_key_signed: null,
    ...more,
  }
}

export function mediaLink(more: Partial<MediaLinkView> = {}): MediaLinkView {
  return {
    link: 'l1',
    kind: 'media',
    document: false,
    conversation: 'c1',
    offerer: true,
    peer: agent,
    ice_servers: [],
    send: ['voice'],
    receive: ['voice'],
    ...more,
  }
}

/** Storage as in a browser, without one. */
export class MemoryStorage {
  readonly #values = new Map<string, string>()

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value)
  }

  removeItem(key: string): void {
    this.#values.delete(key)
  }
}

/** Whether a consent to show the page of session `s1` stands, whoever may see it. */
export function stands(
  { consents }: { readonly consents: readonly Consent[] },
  more: Partial<Consent> = {},
): boolean {
  const wanted = { conversation: 'c1', session: 's1', grant: 1, ...more }
  return consents.some(
    ({ conversation, session: of, grant }) =>
      conversation === wanted.conversation && of === wanted.session && grant === wanted.grant,
  )
}
