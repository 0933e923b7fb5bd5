/** What the chat in a window of its own, and the page of the website that opened it, say to each
 * other: docs/protocol.md, "The chat window". */

/** From the window: it needs a ticket. */
export interface ChatHere {
  readonly type: 'chat.here'
}

/** From the page. */
export interface ChatTicket {
  readonly type: 'chat.ticket'
  readonly ticket: string
}

const LONGEST = 4096

/** Reads what has come from a chat window. */
export function isChatHere(data: unknown): data is ChatHere {
  return typeOf(data) === 'chat.here'
}

/** Reads what has come from a page of the website. */
export function isChatTicket(data: unknown): data is ChatTicket {
  if (typeOf(data) !== 'chat.ticket') return false
  const { ticket } = data as { ticket?: unknown }
  return typeof ticket === 'string' && ticket !== '' && ticket.length <= LONGEST
}

function typeOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? (data as { type?: unknown }).type : null
}
