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

export interface PageChannels {
  /** Batches of operations, capture to view. */
  mirror: RTCDataChannel
  /** Images and fonts, capture to view. */
  assets: RTCDataChannel
  /** Where people point, both ways; what does not arrive at once is not needed any more. */
  pointer: RTCDataChannel
  /** Clicks and drawings, both ways. */
  ink: RTCDataChannel
  /** What an agent in control does, viewer to customer, and what became of it. */
  input: RTCDataChannel
  /** Acknowledgements and requests, both ways. */
  sync: RTCDataChannel
}

/** Call before the first offer or answer is made: the channels belong to the one m-line. */
export function openPageChannels(peer: RTCPeerConnection): PageChannels {
  const open = (label: keyof typeof PAGE_CHANNELS): RTCDataChannel => {
    const init: RTCDataChannelInit = { ...PAGE_CHANNELS[label], negotiated: true }
    const channel = peer.createDataChannel(label, init)
    channel.binaryType = 'arraybuffer'
    return channel
  }
  const labels = Object.keys(PAGE_CHANNELS) as (keyof typeof PAGE_CHANNELS)[]
  return Object.fromEntries(labels.map((label) => [label, open(label)])) as unknown as PageChannels
}
