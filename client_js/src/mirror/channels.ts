/**
 * The page link's data channels (docs/mirror.md and docs/control.md). Both ends make them with the same
 * fixed ids, so no `datachannel` event and no order of creation matters (RFC 8832 is not used).
 */
export const PAGE_CHANNELS = {
  mirror: { id: 0, ordered: true },
  assets: { id: 1, ordered: true, priority: 'low' },
  pointer: { id: 2, ordered: false, maxRetransmits: 0 },
  ink: { id: 3, ordered: true },
  input: { id: 4, ordered: true },
  sync: { id: 5, ordered: true },
} as const

export type PageChannelName = keyof typeof PAGE_CHANNELS

/** As much of RTCDataChannel as is used; something else may carry it (rtc/link_channels.ts). */
export interface PageChannel {
  binaryType: BinaryType
  readonly readyState: RTCDataChannelState
  readonly bufferedAmount: number
  send(data: string): void
  send(data: ArrayBuffer): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

export interface PageChannels {
  /** Batches of operations, capture to view. */
  mirror: PageChannel
  /** Images and fonts, capture to view. */
  assets: PageChannel
  /** Where people point, both ways; what does not arrive at once is not needed any more. */
  pointer: PageChannel
  /** Clicks and drawings, both ways. */
  ink: PageChannel
  /** What an agent in control does, viewer to customer, and what became of it. */
  input: PageChannel
  /** Acknowledgements and requests, both ways. */
  sync: PageChannel
}

/** Call before the first offer or answer is made: the channels belong to the one m-line. */
export function openPageChannels(peer: RTCPeerConnection): Record<PageChannelName, RTCDataChannel> {
  const open = (label: PageChannelName): [string, RTCDataChannel] => {
    const init: RTCDataChannelInit = { ...PAGE_CHANNELS[label], negotiated: true }
    const channel = peer.createDataChannel(label, init)
    channel.binaryType = 'arraybuffer'
    return [label, channel]
  }
  const labels = Object.keys(PAGE_CHANNELS) as PageChannelName[]
  return Object.fromEntries(labels.map(open)) as Record<PageChannelName, RTCDataChannel>
}
