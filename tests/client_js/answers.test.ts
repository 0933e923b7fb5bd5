import { beforeEach, describe, expect, it } from 'vitest'
import { Answers } from '../../client_js/src/customer/answers.js'
import { ConsentLedger } from '../../client_js/src/customer/consent_ledger.js'
import {
  conversation,
  customer,
  event,
  MemoryStorage,
  session,
  stands,
} from './customer_fixtures.js'
import { FakeSocket } from './fake_socket.js'

const granted = event('scope.granted', 5, {
  signed: null,
  session: 's1',
  scope: 'view',
  grant: 1,
  by: customer,
  to: null,
  request: 'r1',
  until: null,
  limit: null,
  survives_load: false,
  dock_deadline: null,
})
const view = conversation({ seq: 5, session: session({}) })

let socket: FakeSocket
let ledger: ConsentLedger
let answers: Answers

beforeEach(() => {
  socket = new FakeSocket()
  ledger = new ConsentLedger(new MemoryStorage())
  answers = new Answers(socket, ledger)
})

async function allowWithout(code: string): Promise<void> {
  const allowed = expect(answers.allow('c1', 'r1', 'ag')).rejects.toMatchObject({ code })
  await socket.refuse(code)
  await allowed
}

describe('Allow', () => {
  it('lets the page flow, and nothing is unwanted', async () => {
    const allowed = answers.allow('c1', 'r1', 'ag')
    expect(answers.given.has('r1')).toBe(true)
    await socket.ack()
    await allowed
    ledger.apply(granted)
    expect(stands(ledger)).toBe(true)
    expect(answers.unwanted(view, [granted])).toBe(null)
  })

  it.each(['offline', 'unavailable', 'wrong_state'])('does not count after %s', async (code) => {
    await allowWithout(code)
    expect(answers.given.has('r1')).toBe(false)
    ledger.apply(granted)
    expect(stands(ledger)).toBe(false)
  })

  it('that got lost and took effect has made an unwanted session', async () => {
    await allowWithout('offline')
    expect(answers.unwanted(view, [granted])).toEqual({ conversation: 'c1', session: 's1' })
  })

  it('that another tab was faster with has not', async () => {
    await allowWithout('wrong_state')
    expect(answers.unwanted(view, [granted])).toBe(null)
  })
})

describe('Deny as her last word', () => {
  beforeEach(async () => {
    await allowWithout('offline')
    answers.deny('c1', 'r1')
  })

  it('holds against an Allow that the server had heard', () => {
    ledger.apply(granted)
    ledger.reconcile(view)
    expect(stands(ledger)).toBe(false)
    expect(answers.unwanted(view, [granted])).toEqual({ conversation: 'c1', session: 's1' })
  })

  it.each([
    ['has ended', conversation({ session: session({ state: 'ended', scopes: {} }) })],
    ['stands under a later grant', conversation({ session: session({}, 2) })],
    ['is another', conversation({ session: session({ session: 's2' }) })],
    ['is not there', null],
  ])('asks for nothing when the session %s', (_, other) => {
    expect(answers.unwanted(other, [granted])).toBe(null)
  })
})
