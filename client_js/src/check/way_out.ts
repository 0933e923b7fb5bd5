const PATIENCE_MS = 12_000

/** Whether STUN servers answer by UDP. */
export async function isWayOutOpen(stunUrls: readonly string[]): Promise<boolean> {
  let peer: RTCPeerConnection | null = null
  try {
    peer = new RTCPeerConnection({ iceServers: [{ urls: [...stunUrls] }] })
    const open = gathered(peer)
    peer.createDataChannel('check')
    await peer.setLocalDescription(await peer.createOffer())
    return await open
  } catch {
    return false
  } finally {
    peer?.close()
  }
}

/** An address as the server sees it, where that is another one than this machine's own; else it is
 * left out, and what tells is that there was no error. */
function gathered(peer: RTCPeerConnection): Promise<boolean> {
  return new Promise((resolve) => {
    let candidates = 0
    let errors = 0
    const end = (): void => resolve(candidates > 0 && errors === 0)
    setTimeout(() => resolve(false), PATIENCE_MS)
    peer.onicecandidateerror = () => {
      errors++
    }
    peer.onicecandidate = ({ candidate }) => {
      if (candidate === null) end()
      else if (candidate.type === 'srflx') resolve(true)
      else if (candidate.candidate !== '') candidates++
    }
  })
}
