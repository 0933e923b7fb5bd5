import { describe, expect, it } from 'vitest'
import { duration, secondsLeft } from '../../client_js/src/agent/clock.js'
import { errorSentence } from '../../client_js/src/agent/errors.js'
import { badgesOf, customerLabel } from '../../client_js/src/agent/labels.js'
import { say } from '../../client_js/src/agent/texts.js'
import { conversation, session } from './agent_fixtures.js'

describe('errors', () => {
  it('are worded by code and place', () => {
    expect(say(errorSentence('bad_code', 'join'))).toContain('session ID is not valid')
    expect(say(errorSentence('wrong_state', 'accept'))).toBe('Another agent was faster.')
    expect(say(errorSentence('wrong_state', 'co-browse'))).toContain('changed meanwhile')
    expect(say(errorSentence('bad_credentials', 'sign-in'))).toContain('wrong')
  })

  it('have words for codes that nobody has thought of, without showing them', () => {
    const text = say(errorSentence('E_KABOOM', 'chat'))
    expect(text).not.toBe('')
    expect(text).not.toContain('KABOOM')
    expect(say(errorSentence('constructor', 'chat'))).toBe(text)
  })
})

describe('times', () => {
  it.each([
    [0, '0 sec'],
    [59.9, '59 sec'],
    [60, '1 min'],
    [3599, '59 min'],
    [7200, '2 hr'],
    [-5, '0 sec'],
  ])('%s s lasted %s', (seconds, text) => {
    expect(duration(seconds, 'en')).toBe(text)
  })

  it('never run below nothing', () => {
    expect(secondsLeft(10, 9.1)).toBe(1)
    expect(secondsLeft(10, 11)).toBe(0)
  })
})

describe('labels', () => {
  it('tell customers apart by a short tag', () => {
    expect(customerLabel({ conversation: 'conv_ab-12cd' })).toBe('Customer 12CD')
  })

  it.each([
    ['waiting', 'agent.badge.waiting'],
    ['asked', 'agent.badge.asked'],
    ['active', 'agent.badge.live'],
    ['paused', 'agent.badge.paused'],
    ['away', 'agent.badge.away'],
  ] as const)('badge of a session that is %s', (state, key) => {
    const badges = badgesOf(conversation({ session: session({ state }) }))
    expect(badges.map((badge) => badge.key)).toEqual([key])
  })

  it('say that the customer is offline, once', () => {
    const gone = { customer_present: false }
    expect(badgesOf(conversation(gone)).map(({ key }) => key)).toEqual(['agent.badge.absent'])
    const away = conversation({ ...gone, session: session({ state: 'away' }) })
    expect(badgesOf(away).map(({ key }) => key)).toEqual(['agent.badge.away'])
  })

  it('say nothing but the end of what has ended', () => {
    const over = conversation({
      state: 'ended',
      customer_present: false,
      session: session(),
    })
    expect(badgesOf(over).map(({ key }) => key)).toEqual(['agent.badge.over'])
  })
})
