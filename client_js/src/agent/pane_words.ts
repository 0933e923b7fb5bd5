import { duration, secondsLeft, timeOfDay } from './clock.js'
import type { AtDoor } from './door.js'
import { type AskObstacle, isSilent, type Pane, type Picture } from './pane.js'
import { locale, type Sentence, say } from './texts.js'

export interface PaneWords {
  heading: Sentence
  more: Sentence | null
}

/** What a state of the co-browse pane says; for `live` the words are for screen readers only. */
export function paneWords(pane: Pane, mayAsk: boolean): PaneWords {
  switch (pane.kind) {
    case 'not-available':
      return both('agent.pane.not-available', { key: `agent.pane.not-available_${pane.why}` })
    case 'door':
      return doorWords(pane.at)
    case 'idle':
      return both('agent.pane.idle', {
        key: mayAsk ? 'agent.pane.idle_more' : 'agent.pane.idle_join_more',
      })
    case 'waiting':
      return both('agent.pane.waiting', {
        key: pane.mayView ? 'agent.pane.waiting_more' : 'agent.pane.waiting_code',
      })
    case 'asked':
      return both(
        'agent.pane.asked',
        pane.mine
          ? { key: 'agent.pane.asked_more' }
          : { key: 'agent.pane.asked_other', params: { name: pane.by.name } },
      )
    case 'live':
      return { heading: { key: pictureKey(pane.picture) }, more: null }
    case 'away':
      return awayWords(pane)
    case 'ended':
      return endWords(pane)
    case 'problem':
      return both('agent.pane.problem', { key: 'agent.error.mirror' })
    case 'nothing-selected':
    case 'elsewhere':
    case 'connecting':
    case 'agreed':
    case 'unshared':
    case 'lost':
    case 'paused':
    case 'unproved':
    case 'intercepted':
      return both(`agent.pane.${pane.kind}`, { key: `agent.pane.${pane.kind}_more` })
  }
}

/** Only what lasts: a screen reader reads it out with every change. */
function pictureKey(picture: Picture): Sentence['key'] {
  return isSilent(picture) ? 'agent.pane.silent' : 'agent.pane.live'
}

function doorWords(at: AtDoor): PaneWords {
  if (at.state !== 'refused') {
    return both(`agent.pane.door_${at.state}`, { key: `agent.pane.door_${at.state}_more` })
  }
  const why = at.reason === 'denied' || at.reason === 'expired' ? at.reason : 'over'
  return both('agent.pane.door_refused', { key: `agent.pane.door_${why}` })
}

/** Until when is said with the words, once; the seconds that run are not read out. */
function awayWords({ deadline, outside }: Extract<Pane, { kind: 'away' }>): PaneWords {
  const why = outside ? 'outside' : 'loading'
  if (deadline === null) return both('agent.pane.away', { key: `agent.pane.away_${why}` })
  const params = { time: timeOfDay(deadline) }
  return both('agent.pane.away', { key: `agent.pane.away_${why}_until`, params })
}

/** Worded otherwise than in the log beside it, which tells the same as a story. */
function endWords({ reason, by, at, asked }: Extract<Pane, { kind: 'ended' }>): PaneWords {
  const params = { time: timeOfDay(at) }
  switch (reason) {
    case 'denied':
      return both('agent.pane.declined', { key: 'agent.pane.declined_more' })
    case 'withdrawn':
      return both('agent.pane.withdrawn', { key: 'agent.pane.withdrawn_more' })
    case 'expired':
      return asked
        ? both('agent.pane.unanswered', { key: 'agent.pane.unanswered_more' })
        : both('agent.pane.ended', { key: 'agent.pane.expired_more' })
    case 'by_customer':
      return both('agent.pane.ended', { key: 'agent.pane.by_customer_more', params })
    case 'by_agent': {
      const name = by?.name ?? ''
      return both('agent.pane.ended', {
        key: 'agent.pane.by_agent_more',
        params: { name, ...params },
      })
    }
    case 'customer_gone':
    case 'agent_gone':
    case 'conversation_ended':
    case 'by_operator':
    case 'switched_off':
    case 'not_permitted':
      return both('agent.pane.ended', { key: `agent.pane.${reason}_more` })
    default:
      return both('agent.pane.ended', { key: 'agent.pane.other_more', params })
  }
}

/** Why the agent cannot ask now, or null where there is nothing to say. */
export function obstacleWords(obstacle: AskObstacle | null, now: number): Sentence | null {
  if (!obstacle) return null
  switch (obstacle.why) {
    case 'session-open': // the pane says so
    case 'policy': // there is no button
      return null
    case 'cool-down':
      return {
        key: 'agent.obstacle.cool-down',
        params: { seconds: secondsLeft(obstacle.until, now) },
      }
    default:
      return { key: `agent.obstacle.${obstacle.why}` }
  }
}

/** "12 seconds left", "3 min left". */
export function timeLeft(deadline: number, now: number): string {
  const seconds = secondsLeft(deadline, now)
  return seconds < 120
    ? say({ key: 'agent.co_browse.seconds', params: { seconds } })
    : say({
        key: 'agent.co_browse.time_left',
        params: { duration: duration(seconds, locale()) },
      })
}

function both(heading: Sentence['key'], more: Sentence): PaneWords {
  return { heading: { key: heading }, more }
}
