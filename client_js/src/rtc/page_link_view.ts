import type { LinkView } from '../signaling/messages.js'

/** A link that carries the mirror: always of a session, under one grant. */
export interface PageLinkView extends LinkView {
  readonly session: string
  readonly grant: number
}

export function isPageLink(link: LinkView): link is PageLinkView {
  return link.kind === 'page' && link.session !== null && link.grant !== null
}
