import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClickCount } from '../../client_js/src/control/take/click_count.js'
import { inParts } from '../../client_js/src/control/take/keys.js'
import { modifiersOf } from '../../client_js/src/control/take/modifiers.js'
import { endOf, stepTo, TypeAhead } from '../../client_js/src/control/take/pickers/choice.js'
import { Refusals } from '../../client_js/src/control/take/refusals.js'
import { WayOut } from '../../client_js/src/control/take/way_out.js'

describe('clicks', () => {
  const at = (timeStamp: number, clientX = 10, button = 0) => ({
    ...{ button, clientX, clientY: 10, timeStamp },
  })

  it('count up to three', () => {
    const clicks = new ClickCount()
    expect([0, 100, 200, 300].map((time) => clicks.press(at(time)))).toEqual([1, 2, 3, 3])
  })

  it.each([
    ['later', at(600)],
    ['somewhere else', at(100, 20)],
    ['by another button', at(100, 10, 2)],
  ])('begin anew %s', (_, second) => {
    const clicks = new ClickCount()
    clicks.press(at(0))
    expect(clicks.press(second)).toBe(1)
  })
})

describe('the way out', () => {
  const press = (way: WayOut, ...keys: string[]) =>
    keys.map((key) => way.leaves({ key, repeat: false }))

  it('is Escape right after Escape', () => {
    expect(press(new WayOut(), 'Escape', 'Escape', 'Escape')).toEqual([false, true, false])
    expect(press(new WayOut(), 'Escape', 'a', 'Escape')).toEqual([false, false, false])
  })

  it('is not a key that is held, nor one after something else was done', () => {
    const way = new WayOut()
    press(way, 'Escape')
    expect(way.leaves({ key: 'Escape', repeat: true })).toBe(false)
    way.reset()
    expect(press(way, 'Escape')).toEqual([false])
  })
})

describe('modifiers', () => {
  const event = (keys: object, graph = false) => ({
    ...{ shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...keys },
    getModifierState: () => graph,
  })

  it('are a sum', () => {
    expect(modifiersOf(event({ shiftKey: true, altKey: true }))).toBe(5)
    expect(modifiersOf(event({ ctrlKey: true, metaKey: true }))).toBe(10)
  })

  it('are none where they only make a character', () => {
    expect(modifiersOf(event({ ctrlKey: true, altKey: true }, true))).toBe(0)
  })
})

describe('long texts', () => {
  it('are cut between characters', () => {
    expect(inParts('abcde', 2)).toEqual(['ab', 'cd', 'e'])
    expect(inParts('a😀😀', 2)).toEqual(['a', '😀', '😀'])
    expect(inParts('', 2)).toEqual([])
  })
})

describe('options', () => {
  const options = ['Apple', 'Apricot', 'Banana', 'New York', 'Nut'].map((label, at) => ({
    label,
    disabled: at === 1,
  }))

  it('are stepped through past those that are disabled', () => {
    expect(stepTo(options, 0, 1)).toBe(2)
    expect(stepTo(options, 2, -1)).toBe(0)
    expect(stepTo(options, 0, -1)).toBe(0)
    expect(endOf(options, 'last')).toBe(4)
    expect(endOf([{ disabled: true }], 'first')).toBe(-1)
  })

  it('are found by what is typed, blanks included', () => {
    const typeAhead = new TypeAhead()
    let at = 0
    for (const [index, character] of [...'new '].entries()) {
      at = typeAhead.find(options, at, character, index * 100)
    }
    expect(at).toBe(3)
    expect(typeAhead.isTyping(1_200)).toBe(true)
    expect(typeAhead.isTyping(1_301)).toBe(false)
  })

  it('are gone through by one letter again and again', () => {
    const typeAhead = new TypeAhead()
    const at = typeAhead.find(options, 0, 'n', 0)
    expect([
      at,
      typeAhead.find(options, at, 'n', 100),
      typeAhead.find(options, 4, 'n', 200),
    ]).toEqual([3, 4, 3])
  })

  it('stay where they are for what none begins with', () => {
    expect(new TypeAhead().find(options, 2, 'z', 0)).toBe(2)
    expect(new TypeAhead().find([], -1, 'z', 0)).toBe(-1)
  })
})

describe('refusals', () => {
  let shown: string[]
  let refusals: Refusals

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('window', globalThis)
    shown = []
    refusals = new Refusals((words) => shown.push(words))
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('are said once however often they come', () => {
    for (let n = 0; n < 10; n++) refusals.say('one')
    expect(shown).toEqual(['one'])
    vi.advanceTimersByTime(6_000)
    expect(shown).toEqual(['one', ''])
  })

  it('wait for their turn; of many only the last is said', () => {
    for (const words of ['one', 'two', 'three']) refusals.say(words)
    vi.advanceTimersByTime(1_500)
    expect(shown).toEqual(['one', 'three'])
  })

  it('stay as long as they go on', () => {
    refusals.say('one')
    vi.advanceTimersByTime(5_000)
    refusals.say('one')
    vi.advanceTimersByTime(5_000)
    expect(shown).toEqual(['one'])
    vi.advanceTimersByTime(1_000)
    expect(shown).toEqual(['one', ''])
  })

  it('are gone at once when they are cleared', () => {
    refusals.say('one')
    refusals.say('two')
    refusals.clear()
    vi.advanceTimersByTime(10_000)
    expect(shown).toEqual(['one', ''])
  })
})
