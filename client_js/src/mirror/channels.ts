/**
 * The page link's data channels (docs/mirror.md, "Wire format"). Both ends make them with the same
 * fixed ids, so no `datachannel` event and no order of creation matters (RFC 8832 is not used).
 */
export const PAGE_CHANNELS = {
  mirror: { id: 0, ordered: true },
  assets: { id: 1, ordered: true, priority: 'low' },
  sync: { id: 5, ordered: true },
} as const

export interface PageChannels {
  /** Batches of operations, capture to view. */
  mirror: RTCDataChannel
  /** Images and fonts, capture to view. */
  assets: RTCDataChannel
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
  return { mirror: open('mirror'), assets: open('assets'), sync: open('sync') }
}
