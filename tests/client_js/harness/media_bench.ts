/** What tests/bench/media.py loads into its pages: one endpoint of ours each, with as many links as
 * there are viewers, and a bare RTCPeerConnection; the server is a BroadcastChannel. */

import { Camera } from '../../../client_js/src/devices/camera.js'
import { Microphone } from '../../../client_js/src/devices/microphone.js'
import { ScreenCapture } from '../../../client_js/src/devices/screen_capture.js'
import { MediaLinks } from '../../../client_js/src/rtc/media_links.js'
import { SLOTS } from '../../../client_js/src/rtc/media_slots.js'
import type { MediaLinkView, MediaSlot } from '../../../client_js/src/signaling/messages.js'
import type { RequestWithoutId } from '../../../client_js/src/signaling/socket.js'

/** Of one slot, since the connection stands; see RTCInboundRtpStreamStats. */
interface Got {
  frames: number
  width: number
  packets: number
  lost: number
}

class Ours {
  readonly links: MediaLinks
  readonly #server = new BroadcastChannel('server')

  constructor() {
    const lost = (): void => undefined
    this.links = new MediaLinks(
      { request: <R>(message: RequestWithoutId) => this.#request(message) as Promise<R> },
      {
        mayOpen: () => true,
        maySend: () => true,
        mayReceive: () => true,
        firstMessages: () => [],
        trackArrived: (_, __, track) => show(track),
        linkStateChanged: lost,
        callMessage: lost,
      },
    )
    this.#server.onmessage = ({ data }) => this.links.handle(data)
  }

  open(ids: string[], slots: MediaSlot[], offerer: boolean): void {
    for (const link of ids) {
      const [send, receive] = offerer ? [slots, []] : [[], slots]
      this.links.handle({ type: 'link.opened', link: view(link, offerer, send, receive) })
    }
  }

  /** Captures all that is to be sent. */
  async capture(slots: MediaSlot[]): Promise<void> {
    const lost = (): void => undefined
    const captured = (slot: MediaSlot) => (track: MediaStreamTrack) => this.links.send(slot, track)
    if (slots.includes('voice')) await new Microphone({ captured: captured('voice'), lost }).start()
    if (slots.includes('camera')) await new Camera({ captured: captured('camera'), lost }).start()
    if (!slots.includes('screen')) return
    const screen = new ScreenCapture({ surfaceChanged: lost, lost })
    const surfaces = ['browser', 'window', 'monitor'] as const
    this.links.send('screen', (await screen.pick({ surfaces, sound: false })).track)
  }

  connected(): boolean {
    return [...this.links.links.keys()].every((id) => this.links.state(id) === 'connected')
  }

  /** On the wire with all links together: bytes, and seconds of encoding. */
  async sent(): Promise<{ bytes: number; encoding: number }> {
    const sum = { bytes: 0, encoding: 0 }
    for (const report of await this.#reports('outbound-rtp')) {
      sum.bytes += report.bytesSent + report.headerBytesSent
      sum.encoding += report.totalEncodeTime ?? 0
    }
    return sum
  }

  async got(): Promise<Record<string, Got>> {
    const found: Record<string, Got> = {}
    for (const report of await this.#reports('inbound-rtp')) {
      found[String(SLOTS[report.mid])] = {
        frames: report.framesDecoded ?? 0,
        width: report.frameWidth ?? 0,
        packets: report.packetsReceived,
        lost: report.packetsLost,
      }
    }
    return found
  }

  async #reports(type: string) {
    const found = []
    for (const id of this.links.links.keys()) {
      for (const report of (await this.links.stats(id))?.values() ?? []) {
        if (report.type === type) found.push(report)
      }
    }
    return found
  }

  async #request(message: RequestWithoutId): Promise<unknown> {
    this.#server.postMessage(message)
    return {}
  }
}

/** The least that carries a call: no server, no consent, no limits. */
class Bare {
  readonly peer = new RTCPeerConnection()
  readonly #other = new BroadcastChannel('bare')

  constructor() {
    this.peer.ontrack = ({ track }) => show(track)
    this.peer.onicecandidate = ({ candidate }) =>
      this.#other.postMessage({ candidate: candidate?.toJSON() })
    this.#other.onmessage = ({ data }) => void this.#heard(data)
  }

  /** Microphone and camera, or the tab. */
  async call(screen: boolean): Promise<void> {
    const { mediaDevices } = navigator
    const stream = screen
      ? await mediaDevices.getDisplayMedia({ video: true })
      : await mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } })
    for (const track of stream.getTracks()) this.peer.addTrack(track, stream)
    await this.peer.setLocalDescription()
    this.#other.postMessage({ description: this.peer.localDescription?.toJSON() })
  }

  /** As an application ends a call; `disable` only seems to. */
  end(way: 'disable' | 'replace' | 'close'): void {
    for (const sender of this.peer.getSenders()) {
      if (way === 'disable' && sender.track) sender.track.enabled = false
      if (way === 'replace') void sender.replaceTrack(null)
    }
    if (way === 'close') this.peer.close()
  }

  async #heard({ description, candidate }: Record<string, RTCSessionDescriptionInit>) {
    if (candidate) await this.peer.addIceCandidate(candidate as RTCIceCandidateInit)
    if (!description) return
    await this.peer.setRemoteDescription(description)
    if (description.type !== 'offer') return
    await this.peer.setLocalDescription()
    this.#other.postMessage({ description: this.peer.localDescription?.toJSON() })
  }
}

/** Nothing is decoded that nobody shows. */
function show(track: MediaStreamTrack | null): void {
  if (!track) return
  const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
  element.autoplay = element.muted = true
  element.srcObject = new MediaStream([track])
  document.body.append(element)
}

function view(
  link: string,
  offerer: boolean,
  send: MediaSlot[],
  receive: MediaSlot[],
): MediaLinkView {
  const peer = { id: link, role: offerer ? 'agent' : 'customer', name: 'Peer' } as const
  return {
    link,
    kind: 'media',
    document: false,
    conversation: 'c1',
    offerer,
    peer,
    ice_servers: [],
    send,
    receive,
  }
}

Object.assign(window, { ours: new Ours(), bare: () => Object.assign(window, { pair: new Bare() }) })
