import type { ServerMessage } from '../../client_js/src/signaling/messages.js'

/** A WebSocket whose server is the test. */
export class FakeWebSocket {
  readonly url: string
  readonly protocol: string
  readonly sent: { id: string; type: string }[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(url: string, protocol: string) {
    this.url = url
    this.protocol = protocol
  }

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('InvalidStateError')
    this.sent.push(JSON.parse(text))
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }

  /** By either side. */
  close(code = 1000): void {
    this.readyState = 3
    this.onclose?.({ code })
  }
}
