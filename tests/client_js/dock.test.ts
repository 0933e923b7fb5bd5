import { beforeEach, describe, expect, it } from 'vitest'
import type { Camera } from '../../client_js/src/devices/camera.js'
import type { DeviceDelegate, Microphone } from '../../client_js/src/devices/microphone.js'
import { DeviceError, type DeviceProblem } from '../../client_js/src/devices/problem.js'
import type { ScreenCapture } from '../../client_js/src/devices/screen_capture.js'
import { Dock } from '../../client_js/src/dock/dock.js'
import type { CallMessage, CallState } from '../../client_js/src/rtc/call_messages.js'
import type {
  MediaLinkState,
  MediaLinks,
  MediaLinksDelegate,
} from '../../client_js/src/rtc/media_links.js'
import type {
  ConversationView,
  MediaLinkView,
  Person,
  Ready,
  ScopeView,
} from '../../client_js/src/signaling/messages.js'
import type { SignalingSocket } from '../../client_js/src/signaling/socket.js'
import { agent, conversation, event, session } from './customer_fixtures.js'
import { FakeSocket, settle } from './fake_socket.js'

const OFF = {
  request: null,
  by: null,
  deadline: null,
  to: null,
  asker: null,
  until: null,
  limit: null,
}
const granted = (grant: number): ScopeView => ({ signed: null, ...OFF, state: 'granted', grant })
const HELD = { voice: 1, video: 2 }
const VOICE_TRACK = {} as MediaStreamTrack

/** A device that is there, or fails as the test says. */
class FakeDevice {
  muted = false
  isCapturing = false
  deviceId = null
  problem: DeviceProblem | null = null

  constructor(readonly delegate: DeviceDelegate) {}

  get track(): MediaStreamTrack | null {
    return this.isCapturing ? VOICE_TRACK : null
  }

  async start(): Promise<void> {
    if (this.problem !== null) throw new DeviceError(this.problem)
    this.isCapturing = true
    this.delegate.captured(VOICE_TRACK, false)
  }

  stop(): void {
    this.isCapturing = false
  }
}

let dock: Dock
let gate: MediaLinksDelegate
let socket: FakeSocket & { start(): void }
let microphone: FakeDevice
let camera: FakeDevice
let said: CallMessage[]

function view(more: Partial<ConversationView> = {}): ConversationView {
  const scopes = { voice: granted(1), video: granted(2) }
  return conversation({ scopes, session: session({}), ...more })
}

function link(id: string, peer: Person): MediaLinkView {
  const fields = { link: id, kind: 'media', conversation: 'c1', peer, send: ['voice'], receive: [] }
  return fields as Partial<MediaLinkView> as MediaLinkView
}

function told(): CallState | undefined {
  return said.filter((message) => message.type === 'state').at(-1)
}

beforeEach(async () => {
  said = []
  socket = Object.assign(new FakeSocket(), { start: () => undefined })
  const links = {
    problem: () => null,
    reaches: () => false,
    send: () => undefined,
    cut: () => undefined,
    reconsider: () => undefined,
    sync: () => undefined,
    handle: () => false,
    say: (message: CallMessage) => void said.push(message),
  }
  dock = new Dock({
    socket: () => socket as unknown as SignalingSocket,
    links: (_, delegate) => {
      gate = delegate
      return links as unknown as MediaLinks
    },
    devices: {
      microphone: (delegate) => {
        microphone = new FakeDevice(delegate)
        return microphone as unknown as Microphone
      },
      camera: (delegate) => {
        camera = new FakeDevice(delegate)
        return camera as unknown as Camera
      },
      capture: () => ({ isCapturing: false, stop: () => undefined }) as unknown as ScreenCapture,
    },
    newRequest: () => 'r1',
    changed: () => undefined,
  })
  dock.start('window', HELD)
  const opened = { type: 'conversation.opened', state: view(), timeline: [] } as const
  const person = { id: 'me', role: 'customer', name: '' } as const
  const ready = { person, conversations: [opened], links: [] }
  dock.socketReady(ready as Partial<Ready> as Ready)
  await settle()
})

describe('a pause that the page tells of', () => {
  it('holds all at once, whatever the server knows, until the page says that it goes on', async () => {
    dock.showCamera()
    await settle()
    expect(dock.capturing).toEqual(['microphone', 'camera'])
    socket.state = 'connecting'
    dock.want({ act: 'hold', held: true })
    expect([dock.stage, dock.capturing, dock.state.onHold]).toEqual(['hold', [], true])
    expect(gate.maySend(link('l1', agent), 'voice')).toBe(false)
    // The server comes back, and has not heard of it.
    dock.socketMessage({ type: 'conversation.state', state: view({ seq: 1 }) })
    await settle()
    expect(dock.capturing).toEqual([])
    dock.want({ act: 'hold', held: false })
    await settle()
    expect(dock.capturing).toEqual(['microphone'])
    expect(gate.maySend(link('l1', agent), 'voice')).toBe(true)
  })

  it('is not ended by what the server says of an earlier one, while a page is there', async () => {
    const by = { session: 's1', by: agent }
    dock.want({ act: 'hold', held: true })
    dock.socketMessage(event('session.paused', 1, by))
    dock.socketMessage(event('session.resumed', 2, by))
    await settle()
    expect(dock.capturing).toEqual([])
    dock.pageGone()
    dock.socketMessage(event('session.resumed', 3, by))
    await settle()
    expect(dock.capturing).toEqual(['microphone'])
  })

  it('ends with the session', async () => {
    dock.want({ act: 'hold', held: true })
    dock.socketMessage({ type: 'conversation.state', state: view({ seq: 1, session: null }) })
    await settle()
    expect(dock.capturing).toEqual(['microphone'])
    expect(dock.state.onHold).toBe(false)
  })
})

describe('a device that fails', () => {
  it('ends nothing: agents are told why they do not see her, and she may try again', async () => {
    camera.problem = 'denied'
    dock.showCamera()
    await settle()
    expect(dock.troubles).toEqual([{ what: 'camera', problem: 'denied' }])
    expect(dock.holds('video')).toBe(true)
    expect(socket.asked).toEqual([])
    expect(told()?.trouble).toEqual({ microphone: null, camera: 'denied' })
    camera.problem = null
    dock.showCamera()
    await settle()
    expect(told()).toMatchObject({ camera: true, trouble: { camera: null } })
  })

  it('is told of the microphone, too', async () => {
    dock.want({ act: 'hold', held: true })
    microphone.problem = 'missing'
    dock.want({ act: 'hold', held: false })
    await settle()
    expect(told()).toMatchObject({ muted: true, trouble: { microphone: 'missing', camera: null } })
  })

  it('is no matter any more once video is over', async () => {
    camera.problem = 'busy'
    dock.showCamera()
    await settle()
    const scopes = { voice: granted(1) }
    dock.socketMessage({ type: 'conversation.state', state: view({ seq: 1, scopes }) })
    expect(dock.troubles).toEqual([])
    expect(told()?.trouble.camera).toBeNull()
  })
})

describe('the agents in the call', () => {
  const ben: Person = { id: 'ben', role: 'agent', name: 'Ben' }
  const joins = (id: string, who: Person, state: MediaLinkState = 'connected'): void => {
    gate.linkStateChanged(link(id, who), state)
    gate.callMessage(link(id, who), { type: 'joined', joined: true })
    gate.trackArrived(link(id, who), 'voice', { id } as MediaStreamTrack)
  }
  const shown = (): string[] => dock.talking.map((one) => one.link)

  it('are shown once each: by the newest link that carries something', () => {
    joins('old', agent)
    joins('other', ben)
    joins('new', agent, 'connecting')
    expect(shown()).toEqual(['old', 'other'])
    gate.linkStateChanged(link('new', agent), 'connected')
    expect(shown()).toEqual(['new', 'other'])
    gate.linkStateChanged(link('old', agent), 'interrupted')
    gate.linkStateChanged(link('old', agent), null)
    expect(shown()).toEqual(['other', 'new'])
  })

  it('let go of a link that is broken for one that begins', () => {
    joins('old', agent, 'interrupted')
    joins('new', agent, 'connecting')
    expect(shown()).toEqual(['new'])
  })

  it('are told who they are, whenever that changes', () => {
    const people = (): unknown => said.filter(({ type }) => type === 'people').at(-1)
    joins('l1', agent)
    joins('l2', ben)
    joins('l3', ben)
    expect(people()).toEqual({ type: 'people', agents: ['ag', 'ben'] })
    expect(gate.firstMessages(link('l1', agent))).toContainEqual(people())
    gate.linkStateChanged(link('l1', agent), null)
    expect(people()).toEqual({ type: 'people', agents: ['ben'] })
  })
})
