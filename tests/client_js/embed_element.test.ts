// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AlongsideAgent, setHome } from '../../client_js/src/embed/element.js'
import type { FromPane } from '../../client_js/src/embed/messages.js'

const BROKER = 'https://broker.example'
const EVENTS = ['ready', 'sign-in-needed', 'signed-in', 'signed-out', 'conversation', 'session']

customElements.define('alongside-agent', AlongsideAgent)

let element: AlongsideAgent
let heard: [name: string, detail: unknown][]
/** The pane's end of the port. */
let pane: {
  onmessage: ((event: { data: unknown }) => void) | null
  postMessage(data: unknown): void
}
let said: unknown[]

function frame(): HTMLIFrameElement {
  return element.shadowRoot?.lastElementChild as HTMLIFrameElement
}

function tell(message: FromPane): void {
  pane.postMessage(message)
}

/** As the browser does when the frame has loaded. */
function load(): void {
  const contentWindow = {
    postMessage: (_: unknown, origin: string, [port]: [typeof pane]) => {
      expect(origin).toBe(BROKER)
      pane = port
      port.onmessage = ({ data }) => void said.push(data)
    },
  }
  Object.defineProperty(frame(), 'contentWindow', { value: contentWindow, configurable: true })
  frame().dispatchEvent(new Event('load'))
}

function ready(): void {
  load()
  tell({ type: 'pane.ready', protocol: 1 })
}

/** Both ends at once: no test has to wait. */
class Channel {
  port1 = new End()
  port2 = new End()
  constructor() {
    this.port1.other = this.port2
    this.port2.other = this.port1
  }
}
class End {
  other: End | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  postMessage(data: unknown): void {
    this.other?.onmessage?.({ data })
  }
  close(): void {
    this.other = null
  }
}

beforeEach(() => {
  vi.stubGlobal('MessageChannel', Channel)
  // happy-dom loads no frames, and complains about each at length.
  const create = document.createElement.bind(document)
  vi.spyOn(document, 'createElement').mockImplementation(() => create('div'))
  setHome(`${BROKER}/sdk/v1/alongside-agent.js`)
  heard = []
  said = []
  element = new AlongsideAgent()
  for (const name of [...EVENTS, 'error']) {
    element.addEventListener(`alongside-${name}`, (event) => {
      heard.push([name, (event as CustomEvent).detail])
    })
  }
})

afterEach(() => {
  element.remove()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the frame', () => {
  it('is a page of the server that the script came from', () => {
    document.body.append(element)
    expect(frame().src).toBe(`${BROKER}/agent/?embedded`)
    expect(frame().allow).toBe('microphone; camera; display-capture; autoplay; clipboard-write')
    expect(frame().title).not.toBe('')
  })

  it('is of another server where the page says so, and of none that is none', () => {
    element.broker = 'https://other.example/path'
    element.language = 'de&x=1'
    document.body.append(element)
    expect(frame().src).toBe('https://other.example/agent/?embedded')
    for (const broker of ['javascript:alert(1)', 'data:text/html,x', 'other', '']) {
      element.broker = broker
      expect(frame()).toBeNull()
      expect(heard.pop()).toMatchObject(['error', { code: 'bad_embedding' }])
    }
  })

  it('speaks the language from the beginning, and another one later', () => {
    element.language = 'de'
    document.body.append(element)
    expect(frame().src).toBe(`${BROKER}/agent/?embedded&language=de`)
    ready()
    element.language = 'fr'
    expect(said.at(-1)).toEqual({ type: 'language.speak', language: 'fr' })
  })

  it('takes along what was set before the script came', () => {
    Object.defineProperty(element, 'conversation', {
      value: 'conversation_1',
      configurable: true,
      writable: true,
    })
    document.body.append(element)
    expect(element.getAttribute('conversation')).toBe('conversation_1')
  })
})

describe('calls', () => {
  beforeEach(() => document.body.append(element))

  it('wait for the pane', () => {
    element.signIn('code')
    expect(heard).toMatchObject([['error', { code: 'not_ready' }]])
    expect(said).toEqual([])
  })

  it('reach it', () => {
    element.conversation = 'conversation_1'
    ready()
    element.signIn('code')
    element.requestCoBrowse()
    element.end()
    element.signOut()
    element.conversation = 'conversation_2'
    element.conversation = null
    expect(said).toEqual([
      { type: 'conversation.show', conversation: 'conversation_1' },
      { type: 'agent.sign_in', code: 'code' },
      { type: 'co_browse.request' },
      { type: 'co_browse.end' },
      { type: 'agent.sign_out' },
      { type: 'conversation.show', conversation: 'conversation_2' },
      { type: 'conversation.show', conversation: null },
    ])
  })

  it('are refused where an id is none', () => {
    ready()
    element.conversation = '<img src=x>'
    expect(heard.at(-1)).toMatchObject(['error', { code: 'bad_conversation' }])
    expect(said).toHaveLength(1)
  })

  it('go to the next document of the frame only', () => {
    ready()
    element.conversation = 'conversation_1'
    said = []
    ready()
    expect(said).toEqual([{ type: 'conversation.show', conversation: 'conversation_1' }])
    expect(heard.map(([name]) => name)).toEqual(['ready', 'ready'])
  })
})

describe('events', () => {
  beforeEach(() => {
    document.body.append(element)
    ready()
    heard = []
  })

  it('tell what the pane has told', () => {
    const shown = { conversation: 'c', state: 'active', mine: true } as const
    const session = { conversation: 'c', session: 's', state: 'ended', reason: 'by_agent' } as const
    tell({ type: 'agent.sign_in_needed', reason: 'loaded' })
    tell({ type: 'agent.signed_in', agent: 'agent_1' })
    tell({ type: 'conversation.shown', moved: false, shown })
    tell({ type: 'session.shown', shown: session })
    tell({ type: 'pane.refused', code: 'no_session', message: 'Nothing is shared now.' })
    tell({ type: 'agent.signed_out', reason: 'asked' })
    expect(heard).toEqual([
      ['sign-in-needed', { reason: 'loaded' }],
      ['signed-in', { agent: 'agent_1' }],
      ['conversation', shown],
      ['session', session],
      ['error', { code: 'no_session', message: 'Nothing is shared now.' }],
      ['signed-out', { reason: 'asked' }],
    ])
  })

  it('follow the agent where she goes herself, and say nothing back', () => {
    said = []
    element.conversation = 'conversation_1'
    const shown = { conversation: 'conversation_2', state: 'active', mine: true } as const
    // On its way when the page chose another one: it does not undo that.
    tell({ type: 'conversation.shown', moved: false, shown })
    expect(element.conversation).toBe('conversation_1')
    tell({ type: 'conversation.shown', moved: true, shown })
    expect(element.conversation).toBe('conversation_2')
    expect(said).toHaveLength(1)
  })

  it('come no more once the element is gone', () => {
    const late = pane
    element.remove()
    late.postMessage({ type: 'agent.signed_out', reason: 'ended' })
    expect(heard).toEqual([])
  })
})
