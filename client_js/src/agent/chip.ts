import type { TurnProblem } from '../rtc/link_servers.js'
import type { PathStats } from '../rtc/path_stats.js'
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

/** On which way the picture comes, or why there is no way; null where there is nothing to say. */
export function pathChipOf(pane: Pane, path: LinkPath | null): Chip | null {
  if (path === null) return null
  if (pane.kind === 'live') return pathChip(path)
  const isOnItsWay = pane.kind === 'connecting' || pane.kind === 'lost'
  return isOnItsWay && path.turnProblem !== null ? turnProblemChip(path.turnProblem) : null
}

function pathChip({ state, fingerprint, turnProblem, stats }: LinkPath): Chip | null {
  const tone = 'plain'
  switch (state) {
    case 'direct': {
      const words: Sentence = { key: `agent.path.${stats?.path ?? 'direct'}` }
      return { tone, words, more: pathWords(stats) }
    }
    case 'relay': {
      const params = { fingerprint: fingerprint ?? '', turn: turnProblem ?? 'none' }
      return {
        tone,
        words: { key: 'agent.path.relay' },
        more: { key: 'agent.path.relay_more', params },
      }
    }
    default:
      return turnProblem === null ? null : turnProblemChip(turnProblem)
  }
}

/** How a direct connection runs. */
export function pathWords(stats: PathStats | null): Sentence {
  if (stats === null) return { key: 'agent.path.direct_more' }
  return { key: `agent.path.${stats.path}_measured`, params: pathParams(stats) }
}

export function pathParams({ protocol, roundTrip, loss }: PathStats) {
  return {
    protocol: protocol.toUpperCase(),
    delay: roundTrip ?? 'none',
    loss: loss === null ? 'none' : Math.round(loss * 100),
  }
}

function turnProblemChip(problem: TurnProblem): Chip {
  return warn({ key: 'agent.path.turn_problem' }, { key: `agent.path.turn_${problem}` })
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

function warn(words: Sentence, more?: Sentence): Chip {
  return more ? { tone: 'warn', words, more } : { tone: 'warn', words }
}
