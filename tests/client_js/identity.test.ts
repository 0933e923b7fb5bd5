import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Identity } from '../../client_js/src/customer/identity.js'
import { Memory } from '../../client_js/src/customer/memory.js'
import { TicketRefused } from '../../client_js/src/signaling/errors.js'
import { WIRE } from '../../client_js/src/signaling/messages.js'
import { MemoryStorage } from './customer_fixtures.js'

let asked: { url: string; body: Record<string, unknown> }[]
let answer: () => Response
let memory: Memory
let identity: Identity

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  let tickets = 0
  answer = () =>
    Response.json({
      customer: 'cust',
      token: 'token1',
      ticket: `ticket${++tickets}`,
      organisation: 'Morrow Ltd',
      site_name: 'Shop',
      origins: ['https://shop.example'],
    })
  vi.stubGlobal('fetch', async (url: string, init: { body: string }) => {
    asked.push({ url, body: JSON.parse(init.body) })
    return answer()
  })
  vi.stubGlobal('location', { hash: '' })
  memory = new Memory(new MemoryStorage())
  identity = new Identity('https://broker.example/base/', 'KEY', memory)
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a page introduces itself', () => {
  it('by its site key, under the address of the script', async () => {
    expect(await identity.identify()).toMatchObject({ organisation: 'Morrow Ltd' })
    expect(asked).toEqual([
      { url: 'https://broker.example/base/api/v1/customers', body: { site: 'KEY', wire: WIRE } },
    ])
  })

  it('with the copy of the SDK that its tag pins', async () => {
    await new Identity('https://broker.example/', 'KEY', memory, '1.0-0123456789abcdef').identify()
    expect(asked[0]?.body).toEqual({ site: 'KEY', wire: WIRE, copy: '1.0-0123456789abcdef' })
  })

  it('as the same customer on the next page', async () => {
    await identity.identify()
    await new Identity('https://broker.example/', 'KEY', memory).identify()
    expect(asked[1]?.body).toEqual({ site: 'KEY', wire: WIRE, token: 'token1' })
  })
})

describe('a page that a link of a contact centre leads to', () => {
  const at = (hash: string) => ({ hash, pathname: '/cart', search: '?id=7' })
  let replaced: unknown[][]

  beforeEach(() => {
    replaced = []
    vi.stubGlobal('history', {
      state: 's',
      replaceState: (...all: unknown[]) => replaced.push(all),
    })
  })

  it('is the invited customer, connects, and takes the invitation out of sight', async () => {
    vi.stubGlobal('location', at('#alongside=abc_-9'))
    memory.set('token', 'another')
    await identity.identify()
    expect(asked[0]?.body).toEqual({
      site: 'KEY',
      wire: WIRE,
      token: 'another',
      invitation: 'abc_-9',
    })
    expect(replaced).toEqual([['s', '', '/cart?id=7']])
    expect([memory.get('token'), memory.get('engaged'), memory.get('open')]).toEqual([
      'token1',
      true,
      true,
    ])
  })

  it('keeps it while the server cannot be reached', async () => {
    vi.stubGlobal('location', at('#alongside=abc'))
    answer = () => new Response('', { status: 503 })
    await expect(identity.identify()).rejects.toThrow()
    expect([replaced, memory.get('engaged')]).toEqual([[], null])
  })

  it.each(['', '#top', '#alongside=', '#alongside=a b', '#x&alongside=abc', '#alongside=abc&x'])(
    'leaves %j alone',
    async (hash) => {
      vi.stubGlobal('location', at(hash))
      await identity.identify()
      expect(asked[0]?.body).toEqual({ site: 'KEY', wire: WIRE })
      expect([replaced, memory.get('engaged')]).toEqual([[], null])
    },
  )
})

describe('tickets', () => {
  it('are never given out twice', async () => {
    await identity.identify()
    const given = [await identity.ticket(), await identity.ticket(), await identity.ticket()]
    expect(given).toEqual(['ticket1', 'ticket2', 'ticket3'])
  })

  it('are fetched anew when the first one is old', async () => {
    await identity.identify()
    vi.advanceTimersByTime(25_000)
    expect(await identity.ticket()).toBe('ticket2')
  })
})

describe('a refusal', () => {
  it.each([
    [403, 'origin_not_allowed', true],
    [404, 'unknown_site', true],
    [429, 'too_many_tries', false],
    [503, 'unavailable', false],
  ])('%i %s is final: %s', async (status, code, final) => {
    answer = () => Response.json({ code, message: 'No.' }, { status })
    const error = await identity.identify().catch((raised: unknown) => raised)
    expect(error).toMatchObject({ code, message: 'No.' })
    expect(error instanceof TicketRefused).toBe(final)
  })

  it('without words still has a code', async () => {
    answer = () => new Response('<html>', { status: 502 })
    await expect(identity.identify()).rejects.toMatchObject({ code: 'http_502' })
  })

  it('by silence is not final', async () => {
    answer = () => {
      throw new TypeError('Failed to fetch')
    }
    const error = await identity.ticket().catch((raised: unknown) => raised)
    expect(error).toMatchObject({ code: 'unreachable' })
    expect(error instanceof TicketRefused).toBe(false)
  })
})
