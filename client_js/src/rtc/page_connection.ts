import { openPageChannels, type PageChannelName } from '../mirror/channels.js'
import type { Description } from '../signaling/messages.js'
import type { DirectChannels } from './link_channels.js'
import { type TurnProblem, turnProblemOf } from './link_servers.js'
import type { Content } from './sealed_path.js'

export interface PageConnectionDelegate {
  /** Send this to the peer. */
  describe(description: Description): void
  /** Send this to the peer; empty at the end of candidates. */
  candidate(candidate: string, mid: string | null): void
  /** All channels are open. Told once. */
  opened(channels: DirectChannels): void
  /** After `opened`, with all that came before. */
  message(channel: PageChannelName, data: Content): void
  /** Something is wrong with a TURN server; others, or none at all, may do. */
  turnProblem(problem: TurnProblem): void
  /** The connection cannot be used, or not any more. Told once; close it. */
  failed(): void
}

/**
 * One RTCPeerConnection for one attempt at one page link: data channels only, negotiated by id,
 * described once. It starts nothing by itself after a failure.
 */
export class PageConnection {
  /** For its statistics. */
  readonly peer: RTCPeerConnection
  readonly #delegate: PageConnectionDelegate
  readonly #channels: DirectChannels
  readonly #early: RTCIceCandidateInit[] = []
  /** What came on one channel while another was not open yet; null since all are. */
  #earlyMessages: [PageChannelName, Content][] | null = []
  #over = false

  constructor(delegate: PageConnectionDelegate) {
    this.#delegate = delegate
    this.peer = new RTCPeerConnection()
    this.#channels = openPageChannels(this.peer)
    this.peer.onicecandidate = ({ candidate }) =>
      delegate.candidate(candidate?.candidate ?? '', candidate?.sdpMid ?? null)
    this.peer.onicecandidateerror = (event) => {
      const problem = turnProblemOf(event)
      if (problem) delegate.turnProblem(problem)
    }
    this.peer.onconnectionstatechange = () => {
      if (this.peer.connectionState === 'failed') this.#fail()
    }
    for (const [name, channel] of Object.entries(this.#channels)) {
      channel.addEventListener('open', this.#channelOpened)
      channel.addEventListener('close', this.#channelClosed)
      channel.addEventListener('message', ({ data }: MessageEvent<Content>) =>
        this.#received(name as PageChannelName, data),
      )
    }
  }

  async offer(configuration: RTCConfiguration): Promise<void> {
    await this.#attempt(async () => {
      this.peer.setConfiguration(configuration)
      await this.peer.setLocalDescription(await this.peer.createOffer())
      this.#describe()
    })
  }

  async answer(offer: Description, configuration: RTCConfiguration): Promise<void> {
    await this.#attempt(async () => {
      this.peer.setConfiguration(configuration)
      await this.#setRemote(offer)
      await this.peer.setLocalDescription(await this.peer.createAnswer())
      this.#describe()
    })
  }

  async accept(answer: Description): Promise<void> {
    await this.#attempt(() => this.#setRemote(answer))
  }

  /** Candidates may come before the description that they belong to. */
  async addCandidate(candidate: string, mid: string | null): Promise<void> {
    const init: RTCIceCandidateInit =
      mid === null ? { candidate, sdpMLineIndex: 0 } : { candidate, sdpMid: mid }
    if (this.#over) return
    if (this.peer.remoteDescription === null) {
      this.#early.push(init)
      return
    }
    // One candidate that this browser does not understand must not cost the others.
    await this.peer.addIceCandidate(init).catch(() => undefined)
  }

  /** At once: `RTCPeerConnection.close` discards what the channels still hold, whereas closing a
   * channel would send it first. */
  close(): void {
    this.#over = true
    this.peer.onicecandidate = null
    this.peer.onicecandidateerror = null
    this.peer.onconnectionstatechange = null
    this.peer.close()
  }

  async #setRemote(description: Description): Promise<void> {
    await this.peer.setRemoteDescription(description as RTCSessionDescriptionInit)
    for (const init of this.#early.splice(0)) {
      await this.peer.addIceCandidate(init).catch(() => undefined)
    }
  }

  #describe(): void {
    const description = this.peer.localDescription
    if (description === null || this.#over) return
    this.#delegate.describe({ type: description.type, sdp: description.sdp } as Description)
  }

  async #attempt(steps: () => Promise<void>): Promise<void> {
    try {
      await steps()
    } catch {
      this.#fail()
    }
  }

  #fail(): void {
    if (this.#over) return
    this.#over = true
    this.#delegate.failed()
  }

  readonly #channelOpened = (): void => {
    if (this.#over) return
    const channels = Object.values(this.#channels)
    if (!channels.every(({ readyState }) => readyState === 'open')) return
    const early = this.#earlyMessages ?? []
    this.#earlyMessages = null
    this.#delegate.opened(this.#channels)
    for (const [name, data] of early) this.#received(name, data)
  }

  #received(name: PageChannelName, data: Content): void {
    if (this.#over) return
    if (this.#earlyMessages) this.#earlyMessages.push([name, data])
    else this.#delegate.message(name, data)
  }

  readonly #channelClosed = (): void => this.#fail()
}
