/** Of which session, and who asks. */
export interface ReceiptWanted {
  /** The site key. */
  site: string
  token: string
  conversation: string
  session: string
}

/** The signed file that says what she allowed in a session that is over. `base`: the broker's address,
 * ending in a slash. Raises when it is not to be had. */
export async function fetchReceipt(base: string, wanted: ReceiptWanted): Promise<string> {
  const response = await fetch(new URL('api/v1/customers/receipts', base).href, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
    credentials: 'omit',
    referrerPolicy: 'origin',
  })
  if (!response.ok) throw new Error(`receipt refused: ${response.status}`)
  return await response.text()
}
