/** What the browser tests of media load into both pages: one endpoint each, and the server between
 * them played by a BroadcastChannel. */

import { Camera } from '../../../client_js/src/devices/camera.js'
import { DeviceList } from '../../../client_js/src/devices/device_list.js'
import { Levels } from '../../../client_js/src/devices/levels.js'
import { Microphone } from '../../../client_js/src/devices/microphone.js'
import { ScreenCapture } from '../../../client_js/src/devices/screen_capture.js'
import type { CallMessage } from '../../../client_js/src/rtc/call_messages.js'
import { MediaLinks } from '../../../client_js/src/rtc/media_links.js'
import { SLOTS } from '../../../client_js/src/rtc/media_slots.js'
import { SignalingError } from '../../../client_js/src/signaling/errors.js'
import type {
  MediaLinkView,
  MediaSlot,
  ServerMessage,
} from '../../../client_js/src/signaling/messages.js'
import type { RequestWithoutId } from '../../../client_js/src/signaling/socket.js'

const LINK = 'm1'

/** Every track that the browser has handed out. */
const handedOut: MediaStreamTrack[] = []
for (const method of ['getUserMedia', 'getDisplayMedia'] as const) {
  // There is none in an insecure page.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  const real = devices?.[method].bind(devices)
  if (!real) continue
  devices[method] = async (options) => {
    const stream = await real(options)
    handedOut.push(...stream.getTracks())
    return stream
  }
}

type Counts = Record<string, unknown>

class MediaLab {
  readonly states: (string | null)[] = []
  readonly said: CallMessage[] = []
  readonly problems: string[] = []
  readonly captures: string[] = []
  readonly levels: number[] = []
  readonly arrived = new Map<MediaSlot, MediaStreamTrack>()
  readonly videos = new Map<MediaSlot, HTMLVideoElement>()
  /** Types of what the peer has signaled. */
  readonly signals: string[] = []
  /** The local ledger. */
  ledger = { open: true, send: new Set<string>(), receive: new Set<string>() }
  /** The server refuses descriptions with this code. */
  refuses: string | null = null
  refusals = 0
  /** What is signaled gets lost. */
  deaf = false
  readonly microphone = new Microphone(this.#device('microphone'))
  readonly camera = new Camera(this.#device('camera'))
  readonly screen = new ScreenCapture({
    surfaceChanged: (surface) => this.captures.push(`screen ${surface}`),
    lost: (problem) => this.problems.push(`screen ${problem}`),
  })
  readonly meter = new Levels((level) => this.levels.push(level))
  readonly devices = new DeviceList(() => undefined)
  readonly links: MediaLinks
  #view: MediaLinkView | null = null
  readonly #server = new BroadcastChannel('signaling')
  #analyser: AnalyserNode | null = null

  constructor() {
    this.links = new MediaLinks(
      {
        request: <R>(message: RequestWithoutId) => this.#request(message) as Promise<R>,
      },
      {
        mayOpen: () => this.ledger.open,
        maySend: (_, slot) => this.ledger.send.has(slot),
        mayReceive: (_, slot) => this.ledger.receive.has(slot),
        firstMessages: () => [
          {
            type: 'state',
            muted: false,
            camera: false,
            surface: null,
            screen: 'off',
            trouble: { microphone: null, camera: null },
          },
        ],
        trackArrived: (_, slot, track) => this.#arrived(slot, track),
        linkStateChanged: (_, state) => this.states.push(state),
        callMessage: (_, message) => this.said.push(message),
      },
    )
    this.#server.onmessage = ({ data }: MessageEvent<ServerMessage>) => {
      if (this.deaf) return
      this.signals.push(data.type)
      this.links.handle(data)
    }
  }

  /** The server wants a link. The ledger agrees. */
  open(offerer: boolean, send: MediaSlot[], receive: MediaSlot[]): void {
    this.#view = view(offerer, send, receive)
    this.#permit(send, receive)
    this.links.handle({ type: 'link.opened', link: this.#view })
  }

  /** What may flow is another now. */
  change(send: MediaSlot[], receive: MediaSlot[]): void {
    this.#view = view(this.#view?.offerer ?? false, send, receive)
    this.#permit(send, receive)
    this.links.handle({ type: 'link.changed', link: this.#view })
  }

  viewOf(offerer: boolean, send: MediaSlot[], receive: MediaSlot[]): MediaLinkView {
    return view(offerer, send, receive)
  }

  /** The WebSocket is back. */
  sync(): void {
    if (this.#view) this.links.sync([this.#view])
  }

  state(): string | null {
    return this.links.state(LINK)
  }

  /** Bytes of RTP payload and headers by slot and direction, as in `sent voice`. */
  async bytes(): Promise<Record<string, number>> {
    const bytes: Record<string, number> = {}
    for (const report of (await this.links.stats(LINK))?.values() ?? []) {
      if (report.type === 'outbound-rtp') bytes[`sent ${SLOTS[report.mid]}`] = report.bytesSent
      if (report.type === 'inbound-rtp') bytes[`got ${SLOTS[report.mid]}`] = report.bytesReceived
    }
    return bytes
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

  /** How many tracks capture something. */
  capturing(): number {
    return handedOut.filter(({ readyState }) => readyState === 'live').length
  }

  /** What the browser counts of a slot: RTCOutboundRtpStreamStats. */
  sent(slot: MediaSlot): Promise<Counts> {
    return this.#counts('outbound-rtp', slot)
  }

  /** RTCInboundRtpStreamStats. */
  got(slot: MediaSlot): Promise<Counts> {
    return this.#counts('inbound-rtp', slot)
  }

  /** Waits until it is so. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise(requestAnimationFrame)
  }

  /** What `count` of the pictures of this slot says, half a second from now. */
  async later(slot: MediaSlot, count: string): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, 500))
    return (await this.got(slot))[count]
  }

  /** As `bytes`, very soon, and half a second later. */
  async bytesLater(): Promise<[Record<string, number>, Record<string, number>]> {
    // For so long the browser answers with the numbers of before.
    await new Promise((resolve) => setTimeout(resolve, 60))
    const before = await this.bytes()
    await new Promise((resolve) => setTimeout(resolve, 500))
    return [before, await this.bytes()]
  }

  /** Red, green and blue in the middle of what arrives; null before the first frame. */
  colour(slot: MediaSlot): number[] | null {
    const video = this.videos.get(slot)
    if (!video?.videoWidth) return null
    const canvas = new OffscreenCanvas(1, 1)
    const context = canvas.getContext('2d')
    context?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1)
    return [...(context?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])]
  }

  async #counts(type: string, slot: MediaSlot): Promise<Counts> {
    for (const report of (await this.links.stats(LINK))?.values() ?? []) {
      if (report.type === type && SLOTS[report.mid] === slot) return report
    }
    return {}
  }

  #permit(send: MediaSlot[], receive: MediaSlot[]): void {
    this.ledger.send = new Set(send)
    this.ledger.receive = new Set(receive)
  }

  #device(name: string): {
    captured(track: MediaStreamTrack, fellBack: boolean): void
    lost(problem: string): void
  } {
    return {
      captured: (_, fellBack) => this.captures.push(fellBack ? `${name} instead` : name),
      lost: (problem) => this.problems.push(`${name} ${problem}`),
    }
  }

  async #request(message: RequestWithoutId): Promise<unknown> {
    if (message.type === 'signal.description' && this.refuses !== null) {
      this.refusals++
      throw new SignalingError(this.refuses, 'The lab says no.')
    }
    this.#server.postMessage(message)
    return {}
  }

  #arrived(slot: MediaSlot, track: MediaStreamTrack | null): void {
    this.videos.get(slot)?.remove()
    this.videos.delete(slot)
    if (track) this.arrived.set(slot, track)
    else this.arrived.delete(slot)
    if (slot === 'voice') this.#listen(track)
    if (track?.kind !== 'video') return
    const video = document.createElement('video')
    video.muted = video.autoplay = true
    video.srcObject = new MediaStream([track])
    document.body.append(video)
    this.videos.set(slot, video)
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

function view(offerer: boolean, send: MediaSlot[], receive: MediaSlot[]): MediaLinkView {
  return {
    link: LINK,
    kind: 'media',
    document: false,
    conversation: 'c1',
    offerer,
    peer: { id: 'p1', role: offerer ? 'agent' : 'customer', name: 'Peer' },
    ice_servers: [],
    send,
    receive,
  }
}

Object.assign(window, { media: new MediaLab() })
