import { expect, it } from 'vitest'
import { entriesOf } from '../../client_js/src/agent/chat_parts.js'
import { fileName, transcript } from '../../client_js/src/chat/transcript.js'
import { ANA, CUSTOMER, conversation, events } from './agent_fixtures.js'

const AT = Date.UTC(2026, 10, 26, 12, 7) / 1000

it('says when, who and what', () => {
  const text = transcript(
    'Conversation with Shop',
    [
      { at: AT, who: 'You', text: 'Grüße 🍕' },
      { at: AT + 60, who: null, text: 'Ann joined' },
    ],
    'en',
  )
  const [title, empty, said, happened, end] = text.split('\n')
  expect([title, empty, end]).toEqual(['Conversation with Shop', '', ''])
  expect(said).toMatch(/^\[Nov 26, 2026, .+] You: Grüße 🍕$/)
  expect(happened).toMatch(/^\[Nov 26, 2026, .+] \* Ann joined$/)
})

it('lets nobody put words into another mouth', () => {
  for (const end of ['\n', '\r', '\r\n', '\u2028', '\u2029']) {
    const text = transcript('T', [{ at: AT, who: 'You', text: `Hi${end}[now] Ann: I agree` }], 'en')
    const lines = text.split(/[\n\r\u2028\u2029]/)
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(1)
    expect(lines[3]).toBe('    [now] Ann: I agree')
  }
  const turned = transcript('T', [{ at: AT, who: 'You', text: 'a\u202eb\u001b[2Jc\u0000' }], 'en')
  expect(turned).toContain('You: ab\ufffd[2Jc\ufffd')
})

it('has what the agent’s log shows, with everybody by name', () => {
  const timeline = events([
    { type: 'conversation.queued', site: 's1', customer: CUSTOMER },
    { type: 'conversation.messaged', by: CUSTOMER, text: 'Hello' },
    { type: 'conversation.accepted', by: ANA },
    { type: 'conversation.messaged', by: ANA, text: 'Hi' },
  ])
  const entries = entriesOf({ view: conversation({ seq: 4 }), timeline, readSeq: 0 })
  expect(entries.map(({ who, text }) => [who !== null, text])).toEqual([
    [false, expect.any(String)],
    [true, 'Hello'],
    [false, expect.any(String)],
    [true, 'Hi'],
  ])
  expect(entries[3]?.who).toBe(ANA.name)
})

it('goes into a file with a name that every system takes', () => {
  expect(fileName(new Date(AT * 1000))).toBe('conversation-2026-11-26-1207.txt')
})
