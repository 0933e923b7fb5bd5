/** What the tests of the dock load beside it: the page of a website, and an agent's window, both
 * with nothing to show. */

import { Camera } from '../../../client_js/src/devices/camera.js'
import { Microphone } from '../../../client_js/src/devices/microphone.js'
import type { DockState, Held, Want } from '../../../client_js/src/dock/messages.js'
import { fromDock, SCOPES } from '../../../client_js/src/dock/messages.js'
import type { CallMessage, CallState } from '../../../client_js/src/rtc/call_messages.js'
import { MediaLinks } from '../../../client_js/src/rtc/media_links.js'
import type {
  ConversationView,
  MediaSlot,
  Ready,
  ScopeView,
  ServerMessage,
} from '../../../client_js/src/signaling/messages.js'
import { SignalingSocket, type SocketDelegate } from '../../../client_js/src/signaling/socket.js'
import type { Told } from '../../../client_js/src/signing/saying.js'
import { Signer } from '../../../client_js/src/signing/signer.js'
import { SigningKey } from '../../../client_js/src/signing/signing_key.js'

/** What an agent says who sends no picture. */
const STATE: CallState = {
  type: 'state',
  muted: false,
  camera: false,
  surface: null,
  screen: 'off',
  trouble: { microphone: null, camera: null },
}

/** One endpoint with a conversation. */
abstract class Endpoint implements SocketDelegate {
  protected readonly socket: SignalingSocket
  view: ConversationView | null = null
  reasons: string[] = []

  protected me = ''

  /** `key`: of a customer, who signs with it. */
  constructor(broker: string, ticket: () => Promise<string>, key: SigningKey | null = null) {
    const url = new URL('/ws', broker)
    url.protocol = 'ws:'
    const signer = key && new Signer(key, () => this.#told())
    const client = { url: url.href, ticket, client: 'lab/0', delegate: this }
    this.socket = new SignalingSocket(signer ? { ...client, signer } : client)
    this.socket.start()
  }

  #told(): Told {
    const now = Date.now() + this.socket.serverClockOffset
    return { customer: this.me, view: this.view, controlIncluded: false, now }
  }

  protected concerns(_: ConversationView): boolean {
    return true
  }

  socketReady(ready: Ready): void {
    this.me = ready.person.id
    const states = ready.conversations.map(({ state }) => state)
    this.view = states.find((state) => this.concerns(state)) ?? null
  }

  socketMessage(message: ServerMessage): void {
    if (message.type === 'conversation.opened' || message.type === 'conversation.state') {
      if (this.concerns(message.state)) this.view = message.state
    }
    if ('reason' in message) this.reasons.push(`${message.type} ${message.reason}`)
  }

  socketStateChanged(): void {}

  scope(name: string): ScopeView | undefined {
    return this.view?.scopes[name] ?? this.view?.session?.scopes[name]
  }

  request(type: string, fields: object = {}): Promise<unknown> {
    const conversation = this.view?.conversation
    return this.socket.request({ type, conversation, ...fields } as never)
  }
}

class Shop extends Endpoint {
  state: DockState | null = null
  closed = 0
  #dock: Window | null = null
  readonly #broker: string
  #wants: Want | null = null
  #held: Held = {}
  #token: string
  readonly #key: SigningKey
  readonly #site: string

  constructor(broker: string, site: string, token: string) {
    const key = new SigningKey()
    super(broker, () => introduce(broker, site, token), key)
    this.#key = key
    this.#broker = broker
    this.#site = site
    this.#token = token
    window.addEventListener('message', (event) => void this.#heard(event))
  }

  open(id: string, wants: Want | null): void {
    this.#wants = wants
    this.#dock = window.open(this.#url(id), '', 'popup,width=380,height=620')
  }

  frame(id: string, wants: Want | null, held: Held = {}): void {
    this.#wants = wants
    this.#held = held
    const frame = document.createElement('iframe')
    frame.allow = 'camera; microphone; display-capture; autoplay; picture-in-picture'
    frame.style.cssText = 'width: 320px; height: 420px; border: 0'
    frame.src = this.#url(id)
    document.body.append(frame)
    this.#dock = frame.contentWindow
  }

  #url(id: string): string {
    return `${this.#broker}/dock?${new URLSearchParams({ site: id, from: location.origin })}`
  }

  /** The window that says something next is the dock: this page was loaded after it was opened. */
  adopt(): void {
    this.#dock = null
  }

  want(want: Want): void {
    this.say({ type: 'dock.want', want })
  }

  say(message: unknown): void {
    this.#dock?.postMessage(message, this.#broker)
  }

  async #heard({ source, origin, data }: MessageEvent): Promise<void> {
    if (origin !== this.#broker) return
    this.#dock ??= source as Window
    if (source !== this.#dock) return
    const message = fromDock(data)
    if (message?.type === 'dock.state') this.state = message
    if (message?.type === 'dock.closed') this.closed++
    if (message?.type !== 'dock.here') return
    if (this.state?.connected) {
      this.say({ type: 'dock.heard' })
      return
    }
    const ticket = await introduce(this.#broker, this.#site, this.#token, true)
    const wants = this.#wants
    this.#wants = null
    const mode = this.#dock?.parent === window ? 'frame' : 'window'
    const voucher = await this.#key.vouch(this.me, message.key ?? '', Date.now())
    this.say({ type: 'dock.ticket', ticket, voucher, mode, held: this.#held, wants })
  }
}

async function introduce(broker: string, site: string, token: string, dock = false) {
  const response = await fetch(`${broker}/api/v1/customers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site, token, dock }),
  })
  return (await response.json()).ticket as string
}

async function openShop(broker: string, site: string, told: string | null): Promise<string> {
  let token = told
  if (token === null) {
    const response = await fetch(`${broker}/api/v1/customers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site }),
    })
    token = (await response.json()).token as string
  }
  Object.assign(window, { shop: new Shop(broker, site, token) })
  return token
}

class Desk extends Endpoint {
  readonly links: MediaLinks
  /** The agent's conversations with customers of other tests are none of its business. */
  conversation = ''
  /** It says nothing, and sends nothing: it only listens. */
  hides = false
  readonly said: CallMessage[] = []
  #says = STATE
  readonly states: (string | null)[] = []
  readonly microphone = new Microphone({
    captured: (track) => this.links.send('voice', track),
    lost: () => undefined,
  })
  readonly camera = new Camera({
    captured: (track) => this.links.send('camera', track),
    lost: () => undefined,
  })
  readonly #videos = new Map<MediaSlot, HTMLVideoElement>()
  #analyser: AnalyserNode | null = null

  constructor() {
    super(location.origin, deskTicket)
    const granted = (slot: MediaSlot): boolean => {
      const scope = { voice: 'voice', camera: 'video', screen: 'screen', sound: 'screen' }[slot]
      return this.scope(scope)?.state === 'granted'
    }
    this.links = new MediaLinks(this.socket, {
      mayOpen: () => SCOPES.some((scope) => this.scope(scope)?.state === 'granted'),
      maySend: (_, slot) => granted(slot) && !this.hides,
      mayReceive: (_, slot) => granted(slot),
      firstMessages: () => (this.hides ? [] : [this.#says, { type: 'joined', joined: true }]),
      trackArrived: (_, slot, track) => this.#arrived(slot, track),
      linkStateChanged: (_, state) => this.states.push(state),
      callMessage: (_, message) => this.said.push(message),
    })
  }

  protected override concerns({ conversation }: ConversationView): boolean {
    return conversation === this.conversation
  }

  async accept(conversation: string): Promise<void> {
    this.conversation = conversation
    await this.socket.request({ type: 'conversation.accept', conversation })
  }

  override socketReady(ready: Ready): void {
    super.socketReady(ready)
    this.links.sync(ready.links)
  }

  override socketMessage(message: ServerMessage): void {
    super.socketMessage(message)
    if (!this.links.handle(message)) this.links.reconsider()
  }

  /** Also for whoever is connected only later. */
  async film(): Promise<void> {
    await this.camera.start()
    this.#says = { ...STATE, camera: true }
    this.links.say(this.#says)
  }

  /** What the customer has said last of what she sends. */
  told(): CallMessage | undefined {
    return this.said.filter(({ type }) => type === 'state').at(-1)
  }

  /** Hertz of the loudest tone in what arrives; 0: silence. */
  tone(): number {
    const analyser = this.#analyser
    if (!analyser) return 0
    const bins = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(bins)
    let loudest = 0
    for (const [at, level] of bins.entries()) if (level > (bins[loudest] ?? 0)) loudest = at
    if ((bins[loudest] ?? -200) < -70) return 0
    return (loudest * analyser.context.sampleRate) / analyser.fftSize
  }

  /** Frames of this slot that have been shown. */
  frames(slot: MediaSlot): number {
    return this.#videos.get(slot)?.getVideoPlaybackQuality().totalVideoFrames ?? 0
  }

  /** Red, green and blue in the middle of what arrives; null before the first frame. */
  colour(slot: MediaSlot): number[] | null {
    const video = this.#videos.get(slot)
    if (!video?.videoWidth) return null
    const context = new OffscreenCanvas(1, 1).getContext('2d')
    context?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1)
    return [...(context?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])]
  }

  #arrived(slot: MediaSlot, track: MediaStreamTrack | null): void {
    this.#videos.get(slot)?.remove()
    this.#videos.delete(slot)
    if (slot === 'voice') this.#listen(track)
    if (track?.kind !== 'video') return
    const video = document.createElement('video')
    video.muted = video.autoplay = true
    video.srcObject = new MediaStream([track])
    document.body.append(video)
    this.#videos.set(slot, video)
  }

  #listen(track: MediaStreamTrack | null): void {
    this.#analyser = null
    if (!track) return
    const stream = new MediaStream([track])
    // Nothing is decoded for an AudioContext alone.
    const audio = new Audio()
    audio.muted = audio.autoplay = true
    audio.srcObject = stream
    const context = new AudioContext()
    this.#analyser = context.createAnalyser()
    this.#analyser.fftSize = 8192
    context.createMediaStreamSource(stream).connect(this.#analyser)
  }
}

async function deskTicket(): Promise<string> {
  const response = await fetch('/api/v1/agents/tickets', { method: 'POST', body: '{}' })
  return (await response.json()).ticket as string
}

async function openDesk(user_name: string, password: string): Promise<void> {
  const body = JSON.stringify({ user_name, password })
  const headers = { 'content-type': 'application/json' }
  await fetch('/api/v1/agents/sign-in', { method: 'POST', headers, body })
  Object.assign(window, { desk: new Desk() })
}

Object.assign(window, { openShop, openDesk })
