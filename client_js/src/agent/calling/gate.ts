import type {
  ConversationView,
  MediaLinkView,
  MediaSlot,
  Person,
} from '../../signaling/messages.js'
import { isIn } from '../pane.js'
import type { CallId } from './ledger.js'

/** What may flow over a media link. */
export interface Flow {
  readonly send: readonly MediaSlot[]
  readonly receive: readonly MediaSlot[]
}

export const NO_FLOW: Flow = { send: [], receive: [] }

/**
 * The console's own gate: what may be captured, sent and rendered over `link`. Voice and camera only
 * in the one call that the agent asked for, answered or joined here (`call`), the screen only as an
 * agent in the session it is granted to; all of it only while the conversation's state grants it,
 * no pause holds it, and the server says so of the link, too. `elsewhere`: the shared page is in
 * another window of hers, and so is the screen.
 */
export function flowOf(
  link: Pick<MediaLinkView, 'conversation' | 'send' | 'receive'>,
  view: ConversationView | undefined,
  me: Person | null,
  call: CallId | null,
  elsewhere = false,
): Flow {
  if (!view || !me || view.conversation !== link.conversation) return NO_FLOW
  const granted = grantedTo(view, me, call)
  const may = (slot: MediaSlot): boolean => granted.has(slot)
  return {
    send: link.send.filter((slot) => may(slot) && (slot === 'voice' || slot === 'camera')),
    receive: link.receive.filter((slot) => may(slot) && !(elsewhere && isOfScreen(slot))),
  }
}

function isOfScreen(slot: MediaSlot): boolean {
  return slot === 'screen' || slot === 'sound'
}

/** Whether a link is wanted at all. */
export function mayOpen({ send, receive }: Flow): boolean {
  return send.length > 0 || receive.length > 0
}

/** The slots that the state of a conversation grants to `me`. */
export function grantedTo(
  view: ConversationView,
  me: Person,
  call: CallId | null,
): ReadonlySet<MediaSlot> {
  const slots = new Set<MediaSlot>()
  if (view.state === 'ended' || isHeld(view)) return slots
  // Whoever asked: a call is open to all who take part in the conversation.
  const { voice, video } = view.scopes
  if (call?.conversation === view.conversation && voice?.state === 'granted') {
    if (voice.grant === call.grant) {
      slots.add('voice')
      if (video?.state === 'granted') slots.add('camera')
    }
  }
  const { session } = view
  const isOpen = session?.state === 'active' || session?.state === 'away'
  const screen = session?.scopes.screen
  if (session && isOpen && isIn(session, me) && screen?.state === 'granted') {
    if (screen.to !== null && screen.to !== me.id) return slots
    slots.add('screen')
    if (view.policy.screen_sound) slots.add('sound')
  }
  return slots
}

/** A pause of the session holds the call, too. */
export function isHeld({ session }: Pick<ConversationView, 'session'>): boolean {
  return session?.state === 'paused'
}
