import type { ConversationView } from '../signaling/messages.js'
import { customerLabel } from './labels.js'
import type { ConsoleStore, Conversation } from './state.js'
import type { Key } from './texts.js'

export type Entry =
  /** Waits for an agent. */
  | { kind: 'queued'; view: ConversationView }
  /** This agent takes part in it. */
  | { kind: 'mine'; view: ConversationView; conversation: Conversation }
  /** Somebody else's; told to supervisors only. */
  | { kind: 'others'; view: ConversationView }

export interface Group {
  key: Key
  entries: readonly Entry[]
}

type Known = Pick<ConsoleStore, 'me' | 'queue' | 'mine' | 'others'>

/** What the inbox lists, in its order; groups with nothing in them are left out. */
export function groupsOf(known: Known, query = ''): Group[] {
  const waiting = [...known.queue.values()]
    .sort((a, b) => a.queued_at - b.queued_at)
    .map((view): Entry => ({ kind: 'queued', view }))
  // Not by the newest message: a list that moves under the pointer gets the wrong clicks.
  const all = [...known.mine.values()]
    .sort((a, b) => arrivedAt(b) - arrivedAt(a))
    .map((conversation): Entry => ({ kind: 'mine', view: conversation.view, conversation }))
  const others = [...known.others.values()]
    .sort((a, b) => a.queued_at - b.queued_at)
    .map((view): Entry => ({ kind: 'others', view }))
  const groups: Group[] = [
    { key: 'agent.inbox.queue', entries: waiting },
    { key: 'agent.inbox.mine', entries: all.filter(({ view }) => view.state !== 'ended') },
    { key: 'agent.inbox.others', entries: others },
    { key: 'agent.inbox.over', entries: all.filter(({ view }) => view.state === 'ended') },
  ]
  const words = wordsOf(query)
  return groups
    .map(({ key, entries }) => ({ key, entries: entries.filter((one) => matches(one, words)) }))
    .filter(({ entries }) => entries.length > 0)
}

/** When the conversation came to who owns it, so that what is new stands at the top. */
function arrivedAt({ view, timeline }: Conversation): number {
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const event = timeline[index]
    switch (event?.type) {
      case 'conversation.accepted':
      case 'conversation.transferred':
      case 'conversation.taken_over':
        return event.at
    }
  }
  return view.queued_at
}

/** All words of `query` have to be found, wherever they stand. */
function matches(entry: Entry, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const { view } = entry
  const texts = [customerLabel(view), view.customer.name, view.site_name, view.owner?.name ?? '']
  if (entry.kind === 'mine') {
    for (const event of entry.conversation.timeline) {
      if (event.type === 'conversation.messaged') texts.push(event.text)
    }
  }
  const text = plain(texts.join('\n'))
  return words.every((word) => text.includes(word))
}

export function wordsOf(query: string): string[] {
  return plain(query)
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** Without case and accents: nobody types them into a search. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** A conversation other than `than` whose page is shared with this agent right now. */
export function sharedElsewhere(
  { mine, me }: Pick<ConsoleStore, 'mine' | 'me'>,
  than: string | null,
): ConversationView | null {
  for (const { view } of mine.values()) {
    const { session } = view
    if (view.conversation === than || !session || !SHARED.has(session.state)) continue
    if (session.participants.some(({ person }) => person.id === me?.id)) return view
  }
  return null
}

const SHARED: ReadonlySet<string> = new Set(['active', 'paused', 'away'])
