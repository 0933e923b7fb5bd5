import type {
  AnyEvent,
  ConversationView,
  PageLinkView,
  Permission,
  Person,
  Ready,
  ScopeGranted,
  ScopeView,
  SessionView,
} from '../../client_js/src/signaling/messages.js'

export const ANA: Person = { id: 'agent-ana', role: 'agent', name: 'Ana' }
export const BEN: Person = { id: 'agent-ben', role: 'agent', name: 'Ben' }
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

export const CUSTOMER: Person = {
  id: 'customer-1',
  role: 'customer',
  name: '',
}

export function conversation(changes: Partial<ConversationView> = {}): ConversationView {
  return {
    conversation: 'c1',
    seq: 3,
    state: 'active',
    scopes: {},
    dock: null,
    site: 's1',
    site_name: 'Shop',
    organisation: 'Shop Ltd',
    customer: CUSTOMER,
    customer_present: true,
    owner: ANA,
    queued_at: 100,
    agent_has_written: true,
    asset_origins: [],
    permissions: { [ANA.id]: ALL, [BEN.id]: ALL },
    policy: {
      agent_may_ask: true,
      customer_may_start: true,
      ask_needs_message: true,
      join_without_code: true,
      ask_timeout: 30,
      customer_may_pause: true,
      stop_pauses: false,
      restart: true,
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
    ...changes,
  }
}

export function scope(changes: Partial<ScopeView>): ScopeView {
  return {
    state: 'off',
    request: null,
    by: null,
    deadline: null,
    grant: null,
    to: null,
    asker: null,
    until: null,
    limit: null,
    signed: null,
    ...changes,
  }
}

export function session(changes: Partial<SessionView> = {}): SessionView {
  return {
    session: 'x1',
    state: 'active',
    started_by: ANA,
    participants: [CUSTOMER, ANA].map((person) => ({ person, present: true })),
    scopes: { view: scope({ state: 'granted', grant: 7 }) },
    pages: [],
    deadline: null,
    outside: false,
    knocks: [],
    ...changes,
  }
}

export function link(changes: Partial<PageLinkView> = {}): PageLinkView {
  return {
    link: 'l1',
    kind: 'page',
    conversation: 'c1',
    session: 'x1',
    grant: 7,
    offerer: false,
    peer: CUSTOMER,
    ice_servers: [],
    peer_key: null,
    peer_key_signed: null,
    ...changes,
  }
}

export function ready(changes: Partial<Ready> = {}): Ready {
  return {
    type: 'ready',
    id: 'hello',
    endpoint: 'e1',
    person: ANA,
    resume_ticket: 't',
    conversations: [],
    queue: [],
    links: [],
    redaction: null,
    ...changes,
  }
}

type Bare<E> = E extends unknown ? Omit<E, 'conversation' | 'seq' | 'at'> : never

/** The events of conversation `c1`, numbered from `first`. */
export function events(bare: readonly Bare<AnyEvent>[], first = 1): AnyEvent[] {
  return bare.map((event, index) => ({
    ...event,
    conversation: 'c1',
    seq: first + index,
    at: 1000 + first + index,
  })) as AnyEvent[]
}

/** A grant as an event; the rest of it matters to nobody here. */
export function granted(
  of: Pick<ScopeGranted, 'scope' | 'grant' | 'by' | 'request'> & Partial<ScopeGranted>,
): Bare<AnyEvent> {
  return {
    type: 'scope.granted',
    session: null,
    to: null,
    until: null,
    limit: null,
    survives_load: false,
    dock_deadline: null,
    signed: null,
    ...of,
  }
}

/** Storage that forgets with the test. */
export function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
