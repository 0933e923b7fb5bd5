import type { Description, MediaSlot } from '../signaling/messages.js'
import { CallChannel } from './call_channel.js'
import type { CallMessage } from './call_messages.js'
import { DocumentChannel, type DocumentData } from './document_channel.js'
import { type TurnProblem, turnProblemOf } from './link_servers.js'
import { directionOf, SECTIONS, type SlotSection } from './media_slots.js'
import { limitSender } from './sender_limits.js'
import type { Shares } from './shares.js'

/** What becomes of a slot: what it may do, and what it sends where it may. */
export interface SlotPlan {
  readonly sends: boolean
  readonly receives: boolean
  readonly track: MediaStreamTrack | null
}

/** Headless peers want all sections on one transport. */
const BUNDLE = 'max-bundle'

export type Plan = (slot: MediaSlot) => SlotPlan

export interface MediaConnectionDelegate {
  /** Send this to the peer; empty at the end of candidates. */
  candidate(candidate: string, mid: string | null): void
  /** The connection stands. Told once. */
  opened(): void
  message(message: CallMessage): void
  /** The channel `document` is open. */
  documentOpened(): void
  documentData(data: DocumentData): void
  /** Something is wrong with a TURN server; others, or none at all, may do. */
  turnProblem(problem: TurnProblem): void
  /** After `opened`: nothing arrives for the moment, or again. */
  interrupted(now: boolean): void
  /** The connection cannot be used, or not any more. Told once; close it. */
  failed(): void
}

/**
 * One RTCPeerConnection for one attempt at one media link: four fixed sections and the channels
 * `call` and `document`, all in the first offer. Afterwards only directions and tracks change, never sections:
 * headless peers can do no more (no recycling, no rollback, no change of the offerer).
 */
export class MediaConnection {
  readonly #delegate: MediaConnectionDelegate
  readonly #peer: RTCPeerConnection
  readonly #call: CallChannel
  readonly #document: DocumentChannel
  readonly #slots = new Map<MediaSlot, RTCRtpTransceiver>()
  /** What `replaceTrack` was last called with: `sender.track` follows later only. */
  readonly #attached = new Map<MediaSlot, MediaStreamTrack | null>()
  /** Voice and camera are one stream, screen and its sound another: each is played in step. */
  readonly #person = new MediaStream()
  readonly #screen = new MediaStream()
  readonly #early: RTCIceCandidateInit[] = []
  /** One description after the other. */
  #queue: Promise<unknown> = Promise.resolve()
  #isOpen = false
  #over = false

  constructor(
    configuration: RTCConfiguration,
    offerer: boolean,
    delegate: MediaConnectionDelegate,
  ) {
    this.#delegate = delegate
    this.#peer = new RTCPeerConnection({ ...configuration, bundlePolicy: BUNDLE })
    if (offerer) this.#makeSections()
    this.#call = new CallChannel(this.#peer, {
      opened: () => this.#opened(),
      closed: () => this.#fail(),
      message: (message) => {
        if (!this.#over) delegate.message(message)
      },
    })
    this.#document = new DocumentChannel(this.#peer, {
      documentOpened: () => {
        if (!this.#over) delegate.documentOpened()
      },
      documentData: (data) => {
        if (!this.#over) delegate.documentData(data)
      },
    })
    this.#peer.onicecandidate = ({ candidate }) =>
      delegate.candidate(candidate?.candidate ?? '', candidate?.sdpMid ?? null)
    this.#peer.onicecandidateerror = (event) => {
      const problem = turnProblemOf(event)
      if (problem) delegate.turnProblem(problem)
    }
    this.#peer.onconnectionstatechange = () => this.#pathChanged()
  }

  /** Before the first offer or answer: credentials may have become too old meanwhile. */
  setServers(configuration: RTCConfiguration): void {
    if (!this.#over) this.#peer.setConfiguration({ ...configuration, bundlePolicy: BUNDLE })
  }

  /** The first offer, or one in place. Null: it failed, as was told. */
  offer(plan: Plan): Promise<Description | null> {
    return this.#attempt(async () => {
      this.#prepare(plan)
      await this.#peer.setLocalDescription(await this.#peer.createOffer())
      for (const section of SECTIONS) this.#assertSection(section)
      return this.#local()
    })
  }

  answer(offer: Description, plan: Plan): Promise<Description | null> {
    return this.#attempt(async () => {
      await this.#setRemote(offer)
      for (const section of SECTIONS) this.#assertSection(section)
      this.#prepare(plan)
      await this.#peer.setLocalDescription(await this.#peer.createAnswer())
      return this.#local()
    })
  }

  /** True: the answer holds. */
  async accept(answer: Description): Promise<boolean> {
    const done = await this.#attempt(async () => {
      await this.#setRemote(answer)
      return true
    })
    return done ?? false
  }

  /** Takes back an offer in place that the peer will never see. */
  async rollback(): Promise<void> {
    await this.#attempt(() => this.#peer.setLocalDescription({ type: 'rollback' }))
  }

  /** Candidates may come before the description that they belong to. */
  async addCandidate(candidate: string, mid: string | null): Promise<void> {
    if (this.#over) return
    const init: RTCIceCandidateInit =
      mid === null ? { candidate, sdpMLineIndex: 0 } : { candidate, sdpMid: mid }
    if (this.#peer.remoteDescription === null) {
      this.#early.push(init)
      return
    }
    // One candidate that this browser does not understand must not cost the others.
    await this.#peer.addIceCandidate(init).catch(() => undefined)
  }

  /** Sends this from now on, as far as negotiated; null: nothing leaves any more. */
  send(slot: MediaSlot, track: MediaStreamTrack | null): void {
    const sender = this.#slots.get(slot)?.sender
    if (sender === undefined || this.#over) return
    if ((this.#attached.get(slot) ?? null) === track) return
    this.#attached.set(slot, track)
    // Rejects where the connection was closed meanwhile, which is the end of sending as well.
    sender.replaceTrack(track).catch(() => undefined)
  }

  /** What arrives in this slot, as negotiated. */
  received(slot: MediaSlot): MediaStreamTrack | null {
    const transceiver = this.#slots.get(slot)
    const direction = transceiver?.currentDirection
    if (direction !== 'sendrecv' && direction !== 'recvonly') return null
    return transceiver?.receiver.track ?? null
  }

  /** Whether the other end takes what is sent in this slot, as negotiated. */
  reaches(slot: MediaSlot): boolean {
    const direction = this.#slots.get(slot)?.currentDirection
    return direction === 'sendrecv' || direction === 'sendonly'
  }

  limit(shares: Shares): void {
    if (this.#over) return
    for (const [slot, { sender }] of this.#slots) limitSender(sender, slot, shares[slot])
  }

  say(message: CallMessage): void {
    this.#call.say(message)
  }

  get hasDocumentChannel(): boolean {
    return !this.#over && this.#document.isOpen
  }

  sendDocument(data: DocumentData): void {
    if (!this.#over) this.#document.send(data)
  }

  stats(): Promise<RTCStatsReport> {
    return this.#peer.getStats()
  }

  /** At once. */
  close(): void {
    this.#over = true
    this.#peer.onicecandidate = null
    this.#peer.onicecandidateerror = null
    this.#peer.onconnectionstatechange = null
    this.#peer.close()
  }

  #makeSections(): void {
    for (const { slot, kind } of SECTIONS) {
      const transceiver = this.#peer.addTransceiver(kind, { direction: 'inactive' })
      this.#adopt(slot, transceiver)
    }
  }

  #adopt(slot: MediaSlot, transceiver: RTCRtpTransceiver): void {
    this.#slots.set(slot, transceiver)
    const of = slot === 'voice' || slot === 'camera' ? this.#person : this.#screen
    transceiver.sender.setStreams(of)
  }

  /** The sections are those of the contract, or it is not one of our links. */
  #assertSection({ slot, mid, kind }: SlotSection): void {
    const found = this.#peer.getTransceivers().find((transceiver) => transceiver.mid === mid)
    const known = this.#slots.get(slot)
    if (found?.receiver.track.kind !== kind || (known !== undefined && known !== found)) {
      throw new Error(`no section ${mid} for ${slot}`)
    }
    if (known === undefined) this.#adopt(slot, found)
  }

  #prepare(plan: Plan): void {
    for (const [slot, transceiver] of this.#slots) {
      const { sends, receives, track } = plan(slot)
      transceiver.direction = directionOf(sends, receives)
      this.send(slot, sends ? track : null)
    }
  }

  async #setRemote(description: Description): Promise<void> {
    await this.#peer.setRemoteDescription(description as RTCSessionDescriptionInit)
    for (const init of this.#early.splice(0)) {
      await this.#peer.addIceCandidate(init).catch(() => undefined)
    }
  }

  #local(): Description | null {
    const description = this.#peer.localDescription
    return description && { type: description.type, sdp: description.sdp }
  }

  #attempt<R>(steps: () => Promise<R>): Promise<R | null> {
    const result = this.#queue.then(async () => {
      if (this.#over) return null
      try {
        const done = await steps()
        return this.#over ? null : done
      } catch {
        this.#fail()
        return null
      }
    })
    this.#queue = result
    return result
  }

  #opened(): void {
    if (this.#over || this.#isOpen) return
    this.#isOpen = true
    this.#delegate.opened()
  }

  #pathChanged(): void {
    const state = this.#peer.connectionState
    if (state === 'failed') this.#fail()
    else if (!this.#isOpen || this.#over) return
    else if (state === 'disconnected') this.#delegate.interrupted(true)
    else if (state === 'connected') this.#delegate.interrupted(false)
  }

  #fail(): void {
    if (this.#over) return
    this.#over = true
    this.#delegate.failed()
  }
}
