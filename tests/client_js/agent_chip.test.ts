import { describe, expect, it } from 'vitest'
import { chipOf, pathChipOf } from '../../client_js/src/agent/chip.js'
import type { Pane, Picture } from '../../client_js/src/agent/pane.js'
import { say } from '../../client_js/src/agent/texts.js'

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

  it('straight', () => {
    const chip = pathChipOf(live, { state: 'direct', fingerprint: null })
    expect(chip && say(chip.words)).toBe('Direct')
  })

  it('or through the server, with what two people can compare', () => {
    const chip = pathChipOf(live, { state: 'relay', fingerprint })
    expect(chip && say(chip.words)).toBe('Sealed relay')
    expect(chip?.more && say(chip.more)).toContain(fingerprint)
  })

  it('and nothing where nothing comes', () => {
    expect(pathChipOf(live, null)).toBeNull()
    expect(pathChipOf({ kind: 'paused' }, { state: 'direct', fingerprint: null })).toBeNull()
  })
})
