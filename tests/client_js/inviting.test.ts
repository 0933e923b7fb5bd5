import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Inviting } from '../../client_js/src/customer/inviting/inviting.js'
import { SignalingError } from '../../client_js/src/signaling/errors.js'
import type { ConversationView } from '../../client_js/src/signaling/messages.js'

const MADE = { url: 'https://broker.example/join#secret', expires_at: 700 }
const live = (session: string, guests: readonly string[] = []) => {
  const participants = guests.map((id) => ({ person: { id, role: 'guest' }, present: true }))
  const view = { session, participants, knocks: [] }
  return { conversation: 'c1', session: view } as unknown as ConversationView
}

describe('inviting somebody', () => {
  const request = vi.fn()
  const writeText = vi.fn()
  let conversation = { live: live('s1') as ConversationView | null }
  let inviting: Inviting

  beforeEach(() => {
    request.mockReset().mockResolvedValue(MADE)
    writeText.mockReset().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    conversation = { live: live('s1') }
    inviting = new Inviting({ socket: { request }, conversation, changed: () => undefined })
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('asks the server for a link to this session', async () => {
    await inviting.invite()
    expect(request).toHaveBeenCalledExactlyOnceWith({
      type: 'participant.invite',
      conversation: 'c1',
      session: 's1',
    })
    const link = { kind: 'link', session: 's1', url: MADE.url, expires: 700, copied: null }
    expect(inviting.invitation).toMatchObject(link)
  })

  it('asks once however often it is clicked', async () => {
    await Promise.all([inviting.invite(), inviting.invite()])
    expect(request).toHaveBeenCalledOnce()
  })

  it('says whether the link was copied', async () => {
    await inviting.invite()
    await inviting.copy()
    expect(writeText).toHaveBeenCalledExactlyOnceWith(MADE.url)
    expect(inviting.invitation).toMatchObject({ copied: true })
    writeText.mockRejectedValue(new Error('NotAllowedError'))
    await inviting.copy()
    expect(inviting.invitation).toMatchObject({ copied: false })
  })

  it('keeps the code of a refusal', async () => {
    request.mockRejectedValue(new SignalingError('session_full', ''))
    await inviting.invite()
    expect(inviting.invitation).toEqual({ kind: 'failed', code: 'session_full' })
  })

  it('shows no link that somebody has used', async () => {
    conversation.live = live('s1', ['gina'])
    await inviting.invite()
    expect(inviting.invitation.kind).toBe('link')
    conversation.live = live('s1', ['gina', 'greta'])
    expect(inviting.invitation.kind).toBe('none')
  })

  it('shows nothing of a session that is over', async () => {
    await inviting.invite()
    conversation.live = live('s2')
    expect(inviting.invitation).toEqual({ kind: 'none' })
    conversation.live = null
    await inviting.invite()
    expect(request).toHaveBeenCalledOnce()
  })
})
