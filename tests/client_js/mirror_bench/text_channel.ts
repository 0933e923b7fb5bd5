/** Texts of any length over a data channel that takes only messages of a certain size. */

const PIECE = 60_000
const MORE = '+'
const LAST = '.'

export function sendText(channel: RTCDataChannel, text: string): void {
  for (let start = 0; start < text.length; start += PIECE) {
    const end = start + PIECE
    channel.send((end < text.length ? MORE : LAST) + text.slice(start, end))
  }
}

export function receiveText(channel: RTCDataChannel, received: (text: string) => void): void {
  let parts: string[] = []
  channel.addEventListener('message', ({ data }: MessageEvent<string>) => {
    parts.push(data.slice(1))
    if (data[0] !== LAST) return
    const text = parts.join('')
    parts = []
    received(text)
  })
}
