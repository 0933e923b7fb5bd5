import { hex } from '../hex.js'
import type {
  ConversationView,
  Scope,
  ScopeView,
  SignedAct,
  Statement,
} from '../signaling/messages.js'
import type { RequestWithoutId } from '../signaling/requests.js'

/** What she was told when she clicked. `controlIncluded`: who shares a page lets agents use it, too.
 * `now`: milliseconds since the epoch, the server's clock. */
export interface Told {
  readonly customer: string
  readonly view: ConversationView | null
  readonly controlIncluded: boolean
  readonly now: number
}

/** What she says with `message`; null where she says yes to nothing. */
export function saying(message: RequestWithoutId, told: Told): Statement | null {
  const { view } = told
  const session = view?.session
  switch (message.type) {
    case 'session.start':
      return said(told, 'start', { scopes: withView(told) })
    case 'scope.ask': {
      const { conversation, scope, request } = message
      return said(told, 'ask', { conversation, scopes: withVoice(scope), request })
    }
    case 'scope.give': {
      const { conversation, session, scope, to } = message
      return said(told, 'give', { conversation, session, scopes: [scope], person: to })
    }
    case 'scope.allow': {
      const { conversation, request, limit = null } = message
      const ofSession = questionIn(session?.scopes ?? {}, request)
      const [scope, asked] = ofSession ?? questionIn(view?.scopes ?? {}, request) ?? []
      if (!scope || !asked) return null
      const scopes = scope === 'view' ? withView(told) : withVoice(scope)
      const of = ofSession ? (session?.session ?? null) : null
      const person = asked.by?.id ?? null
      return said(told, 'allow', { conversation, session: of, scopes, request, person, limit })
    }
    case 'participant.admit': {
      const { conversation, request } = message
      const knock = session?.knocks.find((one) => one.request === request)
      if (!session || !knock) return null
      const person = knock.person.id
      return said(told, 'admit', { conversation, session: session.session, request, person })
    }
    default:
      return null
  }
}

type Rest = Omit<Statement, 'act' | 'customer' | 'at' | 'nonce'>

function said({ customer, now }: Told, act: SignedAct, rest: Rest): Statement {
  const nonce = hex(crypto.getRandomValues(new Uint8Array(16)).buffer)
  return { act, customer, ...rest, at: Math.round(now), nonce }
}

function withView({ controlIncluded }: Told): readonly Scope[] {
  return controlIncluded ? ['view', 'control'] : ['view']
}

/** Nobody makes a silent call. */
function withVoice(scope: Scope): readonly Scope[] {
  return scope === 'video' ? ['video', 'voice'] : [scope]
}

function questionIn(
  scopes: Readonly<Record<string, ScopeView>>,
  request: string,
): readonly [Scope, ScopeView] | null {
  for (const [scope, one] of Object.entries(scopes)) {
    if (one.state === 'asked' && one.request === request) return [scope as Scope, one]
  }
  return null
}
