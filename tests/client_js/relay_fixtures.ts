import { EndpointKey, type SealedLink } from '../../client_js/src/rtc/seal.js'

export const LINK = `link-${'0123456789abcdef'.repeat(2)}`
export const OTHER_LINK = `link-${'f'.repeat(32)}`

/** The two ends of a link, as each of them is told of it. */
export async function ends(): Promise<{
  offerer: { key: EndpointKey; view: SealedLink }
  answerer: { key: EndpointKey; view: SealedLink }
}> {
  const [first, second] = [new EndpointKey(), new EndpointKey()]
  const [own, other] = [await first.publicKey(), await second.publicKey()]
  return {
    offerer: { key: first, view: { link: LINK, grant: 7, offerer: true, peer_key: other } },
    answerer: { key: second, view: { link: LINK, grant: 7, offerer: false, peer_key: own } },
  }
}

export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

// As it was before a test faked it.
const { setTimeout } = globalThis
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Until `condition` holds; timers may be faked. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    if (turns > 2_000) throw new Error(`never: ${condition}`)
    await turn()
  }
}

/** Time enough for whatever is under way to arrive. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) {
    await turn()
    // Behind what the cryptography has to do.
    await crypto.subtle.digest('SHA-256', bytes(''))
  }
}
