import { describe, expect, it } from 'vitest'
import { type Chip, chipOf, pathChipOf } from '../../client_js/src/agent/chip.js'
import type { LinkPath } from '../../client_js/src/agent/mirrors.js'
import type { Pane, Picture } from '../../client_js/src/agent/pane.js'
import { say } from '../../client_js/src/agent/texts.js'
import type { PathStats } from '../../client_js/src/rtc/path_stats.js'

function said(pane: Pane): string | null {
  const chip = chipOf(pane, 100)
  return chip && `${chip.tone}: ${say(chip.words)}`
}

describe('the chip says of the picture', () => {
  it.each<[string, Partial<Picture>]>([
    ['live: Live', {}],
    ['live: Live', { silence: 2999 }],
    ['warn: No news for 5 s', { silence: 5400 }],
    ['warn: No news for 4 s', { silence: 4000, freshness: 'catching-up', pace: 200 }],
    ['warn: Not up to date', { freshness: 'stale' }],
    ['warn: Updates every 0.2 s', { pace: 200 }],
    ['warn: Updates every 0.1 s', { pace: 20 }],
    ['warn: Updates every 2 s', { pace: 2000 }],
    ['warn: Catching up', { freshness: 'catching-up', pace: 200 }],
    ['warn: Loading', { freshness: 'loading' }],
  ])('%s', (words, picture) => {
    const whole: Picture = { freshness: 'live', pace: 0, silence: 0, ...picture }
    expect(said({ kind: 'live', picture: whole, awayUntil: null })).toBe(words)
  })

  it('that the customer is away, while it still flows', () => {
    const picture: Picture = { freshness: 'live', pace: 0, silence: 0 }
    expect(said({ kind: 'live', picture, awayUntil: 130 })).toBe(
      'warn: Customer away, 30 seconds left',
    )
  })

  it.each<[string | null, Pane]>([
    ['plain: Loading', { kind: 'connecting' }],
    ['warn: Paused', { kind: 'paused' }],
    ['warn: Page not shared', { kind: 'unshared', deadline: null }],
    ['warn: No connection', { kind: 'lost' }],
    [null, { kind: 'idle' }],
    [null, { kind: 'nothing-selected' }],
  ])('%s where there is none', (words, pane) => {
    expect(said(pane)).toBe(words)
  })
})

describe('another chip says on which way the page comes', () => {
  const picture: Picture = { freshness: 'live', pace: 0, silence: 0 }
  const live: Pane = { kind: 'live', picture, awayUntil: null }
  const fingerprint = 'cf71 06e2 aabd b86a 9516 c17a'

  const direct: LinkPath = { state: 'direct', fingerprint: null, turnProblem: null, stats: null }
  const stats: PathStats = { path: 'direct', protocol: 'udp', roundTrip: 42, loss: null }
  const wordsOf = (chip: Chip | null): string[] =>
    chip ? [say(chip.words), ...(chip.more ? [say(chip.more)] : [])] : []

  it('straight, and how well once that was measured', () => {
    const [words, more] = wordsOf(pathChipOf(live, direct))
    expect(words).toBe('Direct')
    expect(more).not.toContain('ms')
    const [, measured] = wordsOf(pathChipOf(live, { ...direct, stats }))
    expect(measured).toContain('There and back: 42 ms.')
    expect(measured).not.toContain('Lost')
  })

  it('by way of a TURN server', () => {
    const by = {
      ...direct,
      stats: { ...stats, path: 'turn', protocol: 'tcp', loss: 0.031 } as const,
    }
    const [words, more] = wordsOf(pathChipOf(live, by))
    expect(words).toBe('TURN')
    expect(more).toContain('(TCP)')
    expect(more).toContain('Lost: 3 %.')
  })

  it('or through the server, with what two people can compare', () => {
    const relay: LinkPath = { ...direct, state: 'relay', fingerprint }
    const [words, more] = wordsOf(pathChipOf(live, relay))
    expect(words).toBe('Sealed relay')
    expect(more).toContain(fingerprint)
    expect(more).not.toContain('TURN')
    const [, why] = wordsOf(pathChipOf(live, { ...relay, turnProblem: 'refused' }))
    expect(why).toContain('The TURN server does not take our credentials.')
  })

  it('and why none comes, where TURN is to blame', () => {
    const failed: LinkPath = { ...direct, state: 'failed', turnProblem: 'unreachable' }
    const chip = pathChipOf({ kind: 'lost' }, failed)
    expect(chip?.tone).toBe('warn')
    expect(wordsOf(chip)[1]).toContain('does not answer')
  })

  it('and nothing where nothing comes', () => {
    expect(pathChipOf(live, null)).toBeNull()
    expect(pathChipOf({ kind: 'paused' }, direct)).toBeNull()
    expect(pathChipOf({ kind: 'lost' }, { ...direct, state: 'failed' })).toBeNull()
  })
})
