import type { AgentView, AnyEvent, ConversationView, Person } from '../signaling/messages.js'
import { customerLabel } from './labels.js'
import type { ConsoleStore, Conversation } from './state.js'
import { type Key, type Sentence, t } from './texts.js'

/** What the agent is told beside the list; `act`: what one click does about it. */
export interface News {
  sentence: Sentence
  conversation: string
  act: 'open' | 'accept' | 'take_over' | null
}

/** Who may give a conversation away or put it back: its owner, and supervisors. */
export function mayHandOver(view: ConversationView, me: Person | null): boolean {
  if (view.state === 'ended' || me === null) return false
  return me.role === 'supervisor' || view.owner?.id === me.id
}

/** Why a transfer is refused now; null: it is not. */
export function transferObstacle({ policy, session }: ConversationView): Key | null {
  const shared = session !== null && session.state !== 'ended'
  return policy.transfer === 'refused' && shared ? 'agent.transfer.forbidden' : null
}

/** Whether the page that is shared can go on with the other agent, if the customer agrees. */
export function mayStayShared({ policy, session }: ConversationView): boolean {
  return policy.transfer === 'warm' && session?.state === 'active'
}

/** To whom the conversation could go: who serves its site, who has the fewest first. */
export function receiversOf(agents: readonly AgentView[], view: ConversationView): AgentView[] {
  return agents
    .filter(({ person }) => person.id !== view.owner?.id)
    .filter(({ sites }) => sites === null || sites.includes(view.site))
    .sort((a, b) => a.conversations - b.conversations || a.person.name.localeCompare(b.person.name))
}

/** What ends with the change of hands: for the texts. */
export function endsWith({ session, scopes }: ConversationView): 'both' | 'page' | 'call' | 'none' {
  const page = session !== null && session.state !== 'ended'
  const call = (['voice', 'video'] as const).some((scope) => {
    const state = scopes[scope]?.state
    return state === 'asked' || state === 'granted'
  })
  if (page) return call ? 'both' : 'page'
  return call ? 'call' : 'none'
}

/** What to tell an agent whose conversation has just left her list. */
export function departure({ view, timeline }: Conversation, me: Person | null): News {
  const customer = customerLabel(view)
  const { conversation } = view
  const tell = (key: Key, params = {}): News => ({
    sentence: { key, params: { customer, ...params } },
    conversation,
    act: null,
  })
  if (wasKeptOut(timeline, me)) return tell('agent.gone.not_let_in')
  const last = lastChange(timeline)
  switch (last?.type) {
    case 'conversation.transferred':
      return last.by.id === me?.id
        ? tell('agent.gone.given', { owner: last.owner.name })
        : tell('agent.gone.transferred', { by: last.by.name, owner: last.owner.name })
    case 'conversation.taken_over':
      return tell('agent.gone.taken_over', { by: last.by.name })
    case 'conversation.requeued':
      return tell(
        last.reason === 'not_permitted' ? 'agent.gone.not_permitted' : 'agent.gone.requeued',
      )
    default:
      return tell('agent.gone.left')
  }
}

/** What to tell an agent to whom somebody else has just given a conversation; null: nobody has. */
export function arrival({ view, timeline }: Conversation, me: Person | null): News | null {
  const last = lastChange(timeline)
  if (last?.type !== 'conversation.transferred') return null
  if (last.owner.id !== me?.id || last.by.id === me.id) return null
  const params = { by: last.by.name, customer: customerLabel(view) }
  return {
    sentence: { key: 'agent.come.transferred', params },
    conversation: view.conversation,
    act: 'open',
  }
}

/** What a link leads to that is not this agent's. */
export function linked(
  conversation: string,
  { queue, others }: Pick<ConsoleStore, 'queue' | 'others'>,
): News {
  const view = queue.get(conversation) ?? others.get(conversation)
  if (!view) return { sentence: { key: 'agent.come.nowhere' }, conversation, act: null }
  const customer = customerLabel(view)
  if (view.state === 'queued') {
    const sentence: Sentence = { key: 'agent.come.waiting', params: { customer } }
    return { sentence, conversation, act: 'accept' }
  }
  const owner = view.owner?.name ?? t('agent.inbox.nobody')
  const sentence: Sentence = { key: 'agent.gone.given', params: { customer, owner } }
  return { sentence, conversation, act: 'take_over' }
}

type Change = Extract<
  AnyEvent,
  {
    type:
      | 'conversation.accepted'
      | 'conversation.transferred'
      | 'conversation.taken_over'
      | 'conversation.requeued'
  }
>

function wasKeptOut(timeline: readonly AnyEvent[], me: Person | null): boolean {
  const left = timeline.findLast(({ type }) => type === 'session.left')
  return left?.type === 'session.left' && left.person.id === me?.id && left.reason === 'not_let_in'
}

function lastChange(timeline: readonly AnyEvent[]): Change | null {
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const event = timeline[index]
    switch (event?.type) {
      case 'conversation.accepted':
      case 'conversation.transferred':
      case 'conversation.taken_over':
      case 'conversation.requeued':
        return event
    }
  }
  return null
}
