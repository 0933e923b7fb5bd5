import type { LinkPath } from './mirrors.js'
import { isSilent, type Pane, type Picture } from './pane.js'
import { timeLeft } from './pane_words.js'
import type { Sentence } from './texts.js'

/** What a word on the state of the picture looks like, and says. */
export interface Chip {
  tone: 'live' | 'warn' | 'plain'
  words: Sentence
  /** What more there is to say of it. */
  more?: Sentence
}

/** The state of the picture in a few words; null where there can be no picture. */
export function chipOf(pane: Pane, now: number): Chip | null {
  switch (pane.kind) {
    case 'live':
      if (pane.awayUntil === null) return pictureChip(pane.picture)
      return warn({ key: 'agent.fresh.away', params: { left: timeLeft(pane.awayUntil, now) } })
    case 'connecting':
      return { tone: 'plain', words: { key: 'agent.fresh.loading' } }
    case 'paused':
    case 'lost':
    case 'unshared':
      return warn({ key: `agent.fresh.${pane.kind}` })
    default:
      return null
  }
}

/** On which way the picture comes; null where there is none. */
export function pathChipOf(pane: Pane, path: LinkPath | null): Chip | null {
  if (pane.kind !== 'live' || path === null) return null
  const { state, fingerprint } = path
  const tone = 'plain'
  if (state === 'direct') {
    return { tone, words: { key: 'agent.path.direct' }, more: { key: 'agent.path.direct_more' } }
  }
  const more = { key: 'agent.path.relay_more', params: { fingerprint: fingerprint ?? '' } } as const
  return { tone, words: { key: 'agent.path.relay' }, more }
}

function pictureChip(picture: Picture): Chip {
  const { freshness, pace, silence } = picture
  // Whatever the picture was called last.
  if (isSilent(picture)) {
    return warn({ key: 'agent.fresh.silent', params: { seconds: Math.floor(silence / 1000) } })
  }
  if (freshness === 'live' && pace > 0) {
    const seconds = Math.max(0.1, Math.round(pace / 100) / 10)
    return warn({ key: 'agent.fresh.paced', params: { seconds } })
  }
  if (freshness === 'live') return { tone: 'live', words: { key: 'agent.fresh.live' } }
  return warn({ key: `agent.fresh.${freshness}` })
}

function warn(words: Sentence): Chip {
  return { tone: 'warn', words }
}
