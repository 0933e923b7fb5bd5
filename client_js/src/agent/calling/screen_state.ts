import type { CallState } from '../../rtc/call_messages.js'
import type { MediaLinkState } from '../../rtc/media_links.js'
import type { Key } from '../texts.js'

/** What the region of the customer's screen shows. */
export interface ScreenSight {
  /** Her screen is to be seen, at least as it was last. */
  shows: boolean
  /** What there is to say instead, or above it. */
  words: { heading: Key; more: Key } | null
  busy: boolean
}

/** `theirs`: what her call window says; `arrives`: a picture of it is there. */
export function screenSight(
  theirs: Pick<CallState, 'screen'> | null,
  arrives: boolean,
  link: MediaLinkState | null,
): ScreenSight {
  if (link === 'interrupted' || link === 'failed')
    return { ...said('lost'), shows: arrives, busy: true }
  switch (theirs?.screen) {
    case 'choosing':
      return { ...said('choosing'), busy: true }
    case 'denied':
    case 'impossible':
    case 'forbidden':
      return { ...said(theirs.screen), busy: false }
    case 'frozen':
      return arrives
        ? { ...said('frozen'), shows: true, busy: false }
        : { ...said('connecting'), busy: true }
    default:
      return arrives
        ? { shows: true, words: null, busy: false }
        : { ...said('connecting'), busy: true }
  }
}

type Said = 'lost' | 'choosing' | 'denied' | 'impossible' | 'forbidden' | 'frozen' | 'connecting'

function said(what: Said): Pick<ScreenSight, 'shows' | 'words'> {
  const words = { heading: `agent.screen.${what}`, more: `agent.screen.${what}_more` } as const
  return { shows: false, words }
}
