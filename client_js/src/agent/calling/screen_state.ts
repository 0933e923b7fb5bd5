import type { CallState } from '../../rtc/call_messages.js'
import type { MediaLinkState, PathProblem } from '../../rtc/media_links.js'
import type { Key } from '../texts.js'
import { pathProblemKey } from './path.js'

/** What the region of the customer's screen shows. */
export interface ScreenSight {
  /** Her screen is to be seen, at least as it was last. */
  shows: boolean
  /** What there is to say instead, or above it. */
  words: { heading: Key; more: Key } | null
  busy: boolean
  /** Whether it is worth a look at what the networks let through. */
  check?: true
}

/** `theirs`: what her call window says; `arrives`: a picture of it is there; `still`: none has come
 * for a while, though even of a screen on which nothing moves some do; `problem`: why there is no
 * path. */
export function screenSight(
  theirs: Pick<CallState, 'screen'> | null,
  { arrives, still }: { arrives: boolean; still: boolean },
  link: MediaLinkState | null,
  problem: PathProblem | null = null,
): ScreenSight {
  if (problem !== null) {
    const words = { heading: 'agent.call.no_path', more: pathProblemKey(problem) } as const
    return { shows: false, words, busy: false, check: true }
  }
  if (link === 'interrupted' || link === 'failed')
    return { ...said('lost'), shows: arrives, busy: true }
  switch (theirs?.screen) {
    case 'choosing':
      return { ...said('choosing'), busy: true }
    case 'denied':
    case 'impossible':
    case 'forbidden':
      return { ...said(theirs.screen), busy: false }
    default:
      if (!arrives) return { ...said('connecting'), busy: true }
      return still || theirs?.screen === 'frozen'
        ? { ...said('frozen'), shows: true, busy: false }
        : { shows: true, words: null, busy: false }
  }
}

type Said = 'lost' | 'choosing' | 'denied' | 'impossible' | 'forbidden' | 'frozen' | 'connecting'

function said(what: Said): Pick<ScreenSight, 'shows' | 'words'> {
  const words = { heading: `agent.screen.${what}`, more: `agent.screen.${what}_more` } as const
  return { shows: false, words }
}
