import { describe, expect, it } from 'vitest'
import {
  after,
  ENTERING,
  mayAskAgain,
  type Phase,
  refusedEntry,
  refusedKnock,
} from '../../client_js/src/join/phase.js'
import type { ServerMessage } from '../../client_js/src/signaling/messages.js'

const HERE = { guest: 'gina', conversation: 'c1' }
const WAITING: Phase = { kind: 'waiting', request: 'g1' }
const INSIDE: Phase = { kind: 'inside' }

function message(type: string, fields: object): ServerMessage {
  return { type, conversation: 'c1', ...fields } as unknown as ServerMessage
}

function whyOf(phase: Phase): string | null {
  return phase.kind === 'out' ? phase.why : null
}

describe('an invitation', () => {
  it('is refused with a reason of its own', () => {
    const codes = ['bad_invitation', 'invitation_expired', 'invitation_used', 'session_over']
    expect(codes.map(refusedEntry).map(whyOf)).toEqual(['none', 'expired', 'used', 'ended'])
  })

  it('is as good as before where only the name, or the server, was wrong', () => {
    for (const [code, error] of [
      ['bad_name', 'name'],
      ['offline', 'offline'],
      ['too_many_tries', 'tries'],
      ['internal', 'other'],
    ] as const) {
      expect(refusedEntry(code)).toEqual({ kind: 'entering', busy: false, error })
    }
  })
})

describe('at the door', () => {
  it('whoever the customer lets in is inside', () => {
    const opened = { state: { conversation: 'c1' } }
    expect(after(WAITING, message('conversation.opened', opened), HERE)).toEqual(INSIDE)
    const other = { state: { conversation: 'c2' } }
    expect(after(WAITING, message('conversation.opened', other), HERE)).toBe(WAITING)
  })

  it('every refusal has its reason, and some may ask again', () => {
    const refused = (reason: string) =>
      after(WAITING, message('participant.refused', { request: 'g1', reason }), HERE)
    const reasons = ['denied', 'expired', 'withdrawn', 'session_paused', 'session_ended']
    const phases = reasons.map(refused)
    expect(phases.map(whyOf)).toEqual(['denied', 'unanswered', 'withdrawn', 'paused', 'ended'])
    expect(phases.map(mayAskAgain)).toEqual([false, true, true, true, false])
  })

  it("somebody else's refusal is none", () => {
    const theirs = message('participant.refused', { request: 'x', reason: 'denied' })
    expect(after(WAITING, theirs, HERE)).toBe(WAITING)
    expect(after(ENTERING, theirs, HERE)).toBe(ENTERING)
  })

  it('what the server refuses is said in words', () => {
    const codes = ['session_full', 'not_allowed', 'not_found', 'wrong_state', 'too_soon']
    const phases = [...codes, 'policy_forbids', 'duplicate_request', 'internal'].map(refusedKnock)
    expect(phases.map(whyOf)).toEqual([
      ...['full', 'denied', 'ended', 'paused', 'soon'],
      ...['forbidden', 'unanswered', 'unanswered'],
    ])
  })
})

describe('inside', () => {
  const left = (id: string, reason: string) => message('session.left', { person: { id }, reason })

  it('being removed and leaving are two things', () => {
    expect(after(INSIDE, left('gina', 'removed'), HERE)).toMatchObject({
      why: 'removed',
      was: true,
    })
    const out = after(INSIDE, left('gina', 'left'), HERE)
    expect([whyOf(out), mayAskAgain(out)]).toEqual(['left', true])
    expect(after(INSIDE, left('ann', 'removed'), HERE)).toBe(INSIDE)
  })

  it('the end of the session is the end, and what comes after it changes nothing', () => {
    const removed = after(INSIDE, left('gina', 'removed'), HERE)
    expect(after(removed, message('conversation.gone', {}), HERE)).toBe(removed)
    const ended = after(INSIDE, message('session.ended', { reason: 'by_customer' }), HERE)
    expect([whyOf(ended), mayAskAgain(ended)]).toEqual(['ended', false])
    expect(whyOf(after(INSIDE, message('conversation.gone', {}), HERE))).toBe('ended')
  })
})
