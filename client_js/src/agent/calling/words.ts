import { type DeviceProblem, troubleBy } from '../../devices/problem.js'
import type { CallState } from '../../rtc/call_messages.js'
import type { Person } from '../../signaling/messages.js'
import { secondsLeft } from '../clock.js'
import { obstacleWords } from '../pane_words.js'
import { type Key, locale, type Sentence } from '../texts.js'
import type { CallObstacle } from './call.js'
import type { ScreenObstacle } from './full_device.js'
import type { OwnSlot } from './own_devices.js'

/** Why the agent cannot call now. */
export function callObstacleWords(obstacle: CallObstacle, now: number): Sentence {
  if (obstacle.why !== 'cool-down') return { key: `agent.call.${obstacle.why}` }
  const seconds = secondsLeft(obstacle.until, now)
  return { key: 'agent.call.cool-down', params: { seconds } }
}

/** Why the agent cannot ask for the screen now. */
export function screenObstacleWords(obstacle: ScreenObstacle, now: number): Sentence {
  if (obstacle.why === 'not-active') return { key: 'agent.screen.not-active' }
  return obstacleWords(obstacle, now) ?? { key: 'agent.error.other' }
}

/** What a problem with a device of the agent's means for the call. */
export function deviceWords(slot: OwnSlot, problem: DeviceProblem): Key {
  return `agent.device.${slot}_${troubleBy(problem)}`
}

/** Why the customer is not heard. */
export function silenceKey({ trouble }: Pick<CallState, 'trouble'>): Key {
  const { microphone } = trouble
  return microphone === null ? 'agent.call.muted_theirs' : `agent.theirs.microphone_${microphone}`
}

/** Why the customer is not seen. */
export function blankKey({ trouble }: Pick<CallState, 'trouble'>): Key {
  const { camera } = trouble
  return camera === null ? 'agent.call.camera_theirs_off' : `agent.theirs.camera_${camera}`
}

/** "Ana and Ben". */
export function namesOf(people: readonly Person[]): string {
  return new Intl.ListFormat(locale()).format(people.map(({ name }) => name))
}

/** "02:31", "1:02:31": how long a call has lasted. */
export function callTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const pad = (value: number): string => String(value).padStart(2, '0')
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest}`
}
