import type { IceServer } from '../signaling/messages.js'

export function rtcIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  if (username == null || credential == null) return { urls: [...urls] }
  return { urls: [...urls], username, credential }
}
