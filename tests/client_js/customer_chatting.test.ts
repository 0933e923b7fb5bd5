import { nothing } from 'lit/html.js'
import { beforeEach, expect, it, vi } from 'vitest'
import { Chatting, type ChattingOptions } from '../../client_js/src/customer/chatting/chatting.js'
import { Conversation } from '../../client_js/src/customer/conversation.js'
import { Memory } from '../../client_js/src/customer/memory.js'
import { spoken } from '../../client_js/src/i18n/spoken.js'
import type { AnyEvent, Marks } from '../../client_js/src/signaling/messages.js'
import { agent, customer, event, MemoryStorage, conversation as view } from './customer_fixtures.js'
import { FakeSocket } from './fake_socket.js'

// Sheets need a browser; what they say is for the eyes.
vi.mock('../../client_js/src/customer/chatting/styles.js', () => ({ talkStyles: {} }))

let conversation: Conversation
let socket: FakeSocket
let chatting: Chatting
let options: ChattingOptions
let open: boolean
let visible: DocumentVisibilityState
let shown: () => void

const said = (by: typeof agent, seq: number): AnyEvent =>
  event('conversation.messaged', seq, { by, text: 'Hello' })

function take(message: AnyEvent): void {
  conversation.take(message)
  chatting.told(message)
  chatting.settle()
}

function marks(mine: Marks, agents: Marks, id = 'c1'): void {
  const message = { type: 'conversation.marks', conversation: id, customer: mine, agents } as const
  conversation.take(message)
  chatting.told(message)
  chatting.settle()
}

const NONE = { delivered: 0, seen: 0 }

beforeEach(() => {
  open = true
  visible = 'visible'
  socket = new FakeSocket()
  conversation = new Conversation()
  conversation.take({ type: 'conversation.opened', state: view({}), timeline: [said(customer, 1)] })
  const document = {
    get visibilityState() {
      return visible
    },
    addEventListener: (_: string, listener: () => void) => {
      shown = listener
    },
  }
  const window = { document, addEventListener: () => undefined } as unknown as Window
  options = {
    window,
    socket,
    conversation,
    isOpen: () => open,
    lines: () => [],
    organisation: 'Shop',
    changed: () => undefined,
  }
  chatting = new Chatting(options)
})

it('offers the receipt of a session that is over, in a page of the website', () => {
  const english = spoken()
  const page = {
    base: 'https://broker.example/',
    memory: new Memory(new MemoryStorage()),
    ticket: () => Promise.resolve(''),
    close: () => undefined,
    notify: () => undefined,
    spoken: () => english,
  }
  const inPage = new Chatting({ ...options, page })
  expect(JSON.stringify(inPage.receipt('s1'))).toContain('Download receipt')
  expect(inPage.receipt(undefined)).toBe(nothing)
  expect(chatting.receipt('s1')).toBe(nothing)
})

it('says what she has before her eyes, and nothing else', () => {
  open = false
  take(said(agent, 2))
  expect(socket.asked).toEqual([])
  open = true
  visible = 'hidden'
  chatting.settle()
  expect(socket.asked).toEqual([])
  visible = 'visible'
  shown()
  chatting.settle()
  expect(socket.asked).toEqual([{ type: 'conversation.seen', conversation: 'c1', seq: 2 }])
  marks({ delivered: 2, seen: 2 }, NONE)
  expect(socket.asked).toHaveLength(1)
})

it('says it again where the server has forgotten it', () => {
  take(said(agent, 2))
  marks({ delivered: 2, seen: 0 }, NONE)
  expect(socket.asked).toHaveLength(2)
})

it('marks her last message only, by the marks of this conversation', () => {
  const text = (seq: number) => JSON.stringify(chatting.mark(seq))
  take(said(customer, 2))
  marks(NONE, { delivered: 2, seen: 1 })
  expect(text(2)).toContain('Delivered')
  expect(text(1)).toBeUndefined()
  marks(NONE, { delivered: 2, seen: 2 })
  expect(text(2)).toContain('Seen')
  marks(NONE, { delivered: 9, seen: 9 }, 'c0')
  expect(text(2)).toBeUndefined()
})
