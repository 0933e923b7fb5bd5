import { describe, expect, it, vi } from 'vitest'
import { EndpointKey, linkOf, type Seal } from '../../client_js/src/rtc/seal.js'
import { bytes, ends, LINK, OTHER_LINK } from './relay_fixtures.js'

const CONTENT = bytes('what only the two can read')

async function seals(): Promise<{ offerer: Seal; answerer: Seal }> {
  const { offerer, answerer } = await ends()
  return {
    offerer: await offerer.key.seal(offerer.view),
    answerer: await answerer.key.seal(answerer.view),
  }
}

describe('what one end seals', () => {
  it('the other opens, both ways, numbered', async () => {
    const { offerer, answerer } = await seals()
    for (const [from, to] of [
      [offerer, answerer],
      [answerer, offerer],
    ] as const) {
      for (const sequence of [1, 2, 3]) {
        const frame = await from.seal(CONTENT)
        expect(await to.open(frame)).toEqual({ sequence, content: CONTENT })
      }
    }
  })

  it('names its link, and shows nothing else', async () => {
    const { offerer } = await seals()
    const frame = await offerer.seal(CONTENT)
    expect(linkOf(frame)).toBe(LINK)
    expect(new TextDecoder('latin1').decode(frame)).not.toContain('two can')
    expect(frame.byteLength).toBe(1 + 16 + 4 + CONTENT.length + 16)
  })

  it('opens nowhere when a single bit is another', async () => {
    const { offerer, answerer } = await seals()
    const frame = await offerer.seal(CONTENT)
    for (let at = 0; at < frame.byteLength; at++) {
      const changed = new Uint8Array(frame.slice(0))
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await answerer.open(changed.buffer)).toBeNull()
    }
    expect(await answerer.open(frame.slice(0, -1))).toBeNull()
    expect(await answerer.open(new ArrayBuffer(0))).toBeNull()
    expect(await answerer.open(frame)).not.toBeNull()
  })

  it('is not for who sealed it', async () => {
    const { offerer } = await seals()
    expect(await offerer.open(await offerer.seal(CONTENT))).toBeNull()
  })

  it.each([
    ['grant', { grant: 8 }],
    ['link', { link: OTHER_LINK }],
    ['direction', { offerer: true }],
  ])('opens under no other %s', async (_, change) => {
    const { offerer, answerer } = await ends()
    const frame = await (await offerer.key.seal(offerer.view)).seal(CONTENT)
    const other = await answerer.key.seal({ ...answerer.view, ...change })
    expect(await other.open(frame)).toBeNull()
  })

  it('opens for nobody in between', async () => {
    const { offerer, answerer } = await ends()
    const frame = await (await offerer.key.seal(offerer.view)).seal(CONTENT)
    const stranger = await new EndpointKey().seal(answerer.view)
    expect(await stranger.open(frame)).toBeNull()
  })
})

it('is made once for each link, so that no number is used twice', async () => {
  const { offerer } = await ends()
  const first = await offerer.key.seal(offerer.view)
  expect(await offerer.key.seal({ ...offerer.view })).toBe(first)
})

it.each(['', '04', `04${'0'.repeat(128)}`, 'nonsense'])('refuses the key %j', async (peer_key) => {
  const { offerer } = await ends()
  await expect(offerer.key.seal({ ...offerer.view, peer_key })).rejects.toThrow()
})

it('cannot be taken out of the browser', () => {
  const generate = vi.spyOn(crypto.subtle, 'generateKey')
  new EndpointKey()
  expect(generate.mock.calls.map(([, extractable]) => extractable)).toEqual([false])
  generate.mockRestore()
})

it('has a fingerprint that both ends see, and another with anybody else', async () => {
  const { offerer, answerer } = await seals()
  expect(offerer.fingerprint).toMatch(/^([0-9a-f]{4} ){5}[0-9a-f]{4}$/)
  expect(answerer.fingerprint).toBe(offerer.fingerprint)
  expect((await seals()).offerer.fingerprint).not.toBe(offerer.fingerprint)
})

const hex = (data: ArrayBuffer): string =>
  Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, '0')).join('')

// Made with Python's `cryptography`, as docs/protocol.md says: private keys 11…11 (the offerer's)
// and 22…22, grant 7.
const PRIVATE = {
  kty: 'EC',
  crv: 'P-256',
  x: 'AhfmF_C2RDkoJ4-WmZ5pojpPLBUr321s32bluAKC1O0',
  y: 'GUp968uXcS0t2jyoWqh2Wlb0X8dYWZZS8ol8ZTBuV5Q',
  d: 'ERERERERERERERERERERERERERERERERERERERERERE',
}
const PEER_KEY =
  '04d65a93977caa3d1b081852ff57a79e465f1660577304baead505dd3a48589cf3' +
  '50185e895372df6221ea3a137557e473fddb6755f05bd507c3c533fce9c91285'
const FRAME =
  '010123456789abcdef0123456789abcdef00000001' +
  '04a474d98860685e0da7f92baae679aa1dd1dc4fd54b625503d98cb9f72dd9bfb2de707e8c8c7d7aa748'
const FINGERPRINT = 'cf71 06e2 aabd b86a 9516 c17a'

it('is what another implementation makes', async () => {
  const { d: _, ...open } = PRIVATE
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const { subtle } = crypto
  const pair = {
    privateKey: await subtle.importKey('jwk', PRIVATE, curve, false, ['deriveKey']),
    publicKey: await subtle.importKey('jwk', open, curve, true, []),
  }
  const generated = vi.spyOn(subtle, 'generateKey').mockResolvedValue(pair as never)
  const key = new EndpointKey()
  generated.mockRestore()
  const seal = await key.seal({ link: LINK, grant: 7, offerer: true, peer_key: PEER_KEY })
  expect(hex(await seal.seal(CONTENT))).toBe(FRAME)
  expect(seal.fingerprint).toBe(FINGERPRINT)
})
