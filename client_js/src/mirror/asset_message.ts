/** docs/mirror.md, "Assets". */
export function assetMessage(hash: string, type: string, content: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify({ hash, type }))
  const message = new Uint8Array(2 + head.length + content.length)
  new DataView(message.buffer).setUint16(0, head.length)
  message.set(head, 2)
  message.set(content, 2 + head.length)
  return message
}
