import type { Person } from '../signaling/messages.js'

/** What the customer lets the agent in control do: her grant, her limits, the site's policy. */
export interface Permission {
  /** Number of the live grant for control. */
  grant: number
  limit: 'typing' | 'region' | null
  /** The part of the page that she chose; with limit `region` only. */
  region: Element | null
  submit: boolean
  navigation: boolean
  tabs: boolean
  paste: boolean
}

/** What `peer`, at the other end of a link, may do of that: `of` tells it for agents, by their id.
 * Guests look, point and draw, even where control is for everybody in the session. */
export function permissionOf(
  peer: Person,
  of: (agent: string) => Permission | null,
): Permission | null {
  return peer.role === 'guest' ? null : of(peer.id)
}
