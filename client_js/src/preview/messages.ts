/** Between the customer's page and the page at `/preview` in it, which shows what leaves for an
 * agent. The first message goes to the window, with a port; all others go through that port. */

/** Channels of which the preview is told what is sent on them. */
export type PreviewLabel = 'mirror' | 'assets' | 'sync'

export const HANDOVER = 'alongside.preview'

/** From the customer's page, with the port. */
export interface Handover {
  readonly type: typeof HANDOVER
  /** Of the view. */
  readonly grant: number
  readonly assetOrigins: readonly string[]
}

/** From the customer's page, through the port. */
export interface Sent {
  readonly label: PreviewLabel
  readonly data: string | ArrayBuffer
}

/** From the preview, through the port: it listens; she wants it closed. Nothing else. */
export type PreviewWord = 'ready' | 'close'
