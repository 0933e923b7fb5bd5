import type { ConversationView } from '../signaling/messages.js'
import { type Key, t } from './texts.js'

/** Customers have no verified name: a short tag tells them apart, the same in all columns. */
export function customerLabel(view: Pick<ConversationView, 'conversation'>): string {
  return t('agent.inbox.customer', { tag: tagOf(view.conversation) })
}

function tagOf(id: string): string {
  return id
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(-4)
    .toUpperCase()
}

export interface Badge {
  key: Key
  tone: 'neutral' | 'live' | 'warn' | 'accent'
}

/** What a line of the inbox says about the state of its conversation. */
export function badgesOf(view: ConversationView): Badge[] {
  if (view.state === 'ended') return [{ key: 'agent.badge.over', tone: 'neutral' }]
  const badges: Badge[] = []
  if (view.state === 'inactive') badges.push({ key: 'agent.badge.inactive', tone: 'neutral' })
  const session = sessionBadge(view)
  if (session) badges.push(session)
  if (!view.customer_present && session?.key !== 'agent.badge.away') {
    badges.push({ key: 'agent.badge.absent', tone: 'warn' })
  }
  return badges
}

function sessionBadge({ session }: ConversationView): Badge | null {
  switch (session?.state) {
    case 'waiting':
      return { key: 'agent.badge.waiting', tone: 'accent' }
    case 'asked':
      return { key: 'agent.badge.asked', tone: 'accent' }
    case 'active':
      return { key: 'agent.badge.live', tone: 'live' }
    case 'paused':
      return { key: 'agent.badge.paused', tone: 'warn' }
    case 'away':
      return { key: 'agent.badge.away', tone: 'warn' }
    case 'ended':
    case undefined:
      return null
  }
}
