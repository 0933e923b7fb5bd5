// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MAX_POINTS } from '../../client_js/src/ink/messages.js'
import { penPath, trailPath } from '../../client_js/src/ink/outline.js'
import { ColourBook, CUSTOMER_COLOUR, PALETTE } from '../../client_js/src/ink/palette.js'
import { PointedAt } from '../../client_js/src/ink/pointed_at.js'
import { PointerSender } from '../../client_js/src/ink/pointer_sender.js'
import { Strokes } from '../../client_js/src/ink/strokes.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('colours', () => {
  it.each([...PALETTE, CUSTOMER_COLOUR])('%s can be seen on white and on black', (colour) => {
    expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(4.5) // names are white on it
    expect((luminance(colour) + 0.05) / 0.05).toBeGreaterThan(3)
  })

  it('are different for different people, and the same for the same', () => {
    const book = new ColourBook()
    expect(['ann', 'ben', 'ann', 'eve'].map((one) => book.numberOf(one))).toEqual([0, 1, 0, 2])
  })
})

describe('strokes', () => {
  const part = { id: 1, from: 0, points: [0, 0, 1, 1], done: false }

  it('grow, and are replaced', () => {
    const strokes = new Strokes<string>()
    const stroke = strokes.add('ann', part, 'a')
    strokes.add('ann', { ...part, from: 2, points: [2, 2], done: true }, 'a')
    expect(stroke).toMatchObject({ points: [0, 0, 1, 1, 2, 2], done: true, revision: 0 })
    strokes.add('ann', { ...part, points: [5, 5] }, 'b')
    expect(stroke).toMatchObject({ anchor: 'b', points: [5, 5], revision: 1 })
  })

  it('have no gaps and do not begin in the middle', () => {
    const strokes = new Strokes<string>()
    expect(strokes.add('ann', { ...part, from: 1 }, 'a')).toBeNull()
    strokes.add('ann', part, 'a')
    expect(strokes.add('ann', { ...part, from: 3 }, 'a')).toBeNull()
    expect(strokes.get('ann', 1)?.points).toHaveLength(4)
  })

  it('are limited in length, number and sum', () => {
    const strokes = new Strokes<string>({ strokes: 2, points: 5 })
    const long = { ...part, points: Array<number>(MAX_POINTS * 2 + 2).fill(0) }
    expect(new Strokes().add('ann', long, 'a')).toBeNull()
    strokes.add('ann', part, 'a')
    strokes.add('ann', { ...part, id: 2 }, 'a')
    expect(strokes.add('ann', { ...part, id: 3, points: [] }, 'a')).toBeNull()
    expect(strokes.add('ben', part, 'a')).toBeNull()
    expect(strokes.add('ben', { ...part, points: [0, 0] }, 'a')).not.toBeNull()
    strokes.clear('ann')
    expect(strokes.add('ben', { ...part, id: 2 }, 'a')).not.toBeNull()
  })

  it('are cleared for one or for all', () => {
    const strokes = new Strokes<string>()
    for (const by of ['ann', 'ben']) strokes.add(by, part, 'a')
    strokes.clear('ann')
    expect([...strokes].map(({ by }) => by)).toEqual(['ben'])
    strokes.clear(null)
    expect(strokes.isEmpty).toBe(true)
  })
})

describe('outlines', () => {
  const points = [0, 10, 20, 40].map((x) => ({ x, y: x / 2 }))

  it('are closed paths, also of a dot', () => {
    for (const path of [penPath(points, 1), penPath(points.slice(0, 1), 1), trailPath(points, 1)]) {
      expect(path).toMatch(/^M[-\d. ]+Q[-\d. ]+Z$/)
      expect(path).not.toContain('NaN')
    }
    expect(penPath([], 1)).toBe('')
  })
})

describe('pointer sender', () => {
  function sender() {
    const sent: { seq: number; spot: unknown; by?: string }[] = []
    const channel = {
      readyState: 'open',
      bufferedAmount: 0,
      send: (text: string) => sent.push(JSON.parse(text)),
    }
    return { sent, channel, sender: new PointerSender(channel as unknown as RTCDataChannel, 7) }
  }
  const spot = (node: number) => () => ({ page: 1, node, x: 0, y: 0 })
  const frame = () => vi.advanceTimersByTime(20)

  it('sends the last position of each frame', () => {
    const { sent, sender: pointer } = sender()
    for (const node of [1, 2, 3]) pointer.point(null, spot(node), false)
    pointer.point('ann', spot(9), true)
    frame()
    expect(sent).toMatchObject([
      { seq: 1, spot: [1, 3, 0, 0] },
      { seq: 2, by: 'ann', laser: true },
    ])
  })

  it('drops what comes while something waits, but for the last', () => {
    const { sent, channel, sender: pointer } = sender()
    channel.bufferedAmount = 1
    for (const node of [1, 2, 3]) {
      pointer.point(null, spot(node), false)
      frame()
    }
    expect(sent).toEqual([])
    channel.bufferedAmount = 0
    frame()
    expect(sent.map((one) => one.spot)).toEqual([[1, 3, 0, 0]])
  })

  it('tells once more where the pointer rests, and then is silent', () => {
    const { sent, sender: pointer } = sender()
    pointer.point(null, spot(1), false)
    vi.advanceTimersByTime(5_000)
    expect(sent.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('sends nothing after it has been stopped', () => {
    const { sent, sender: pointer } = sender()
    pointer.point(null, spot(1), false)
    pointer.stop()
    vi.advanceTimersByTime(5_000)
    expect(sent).toEqual([])
  })
})

function page(html: string): Element {
  document.body.innerHTML = html
  return document.body.querySelector('#it') as Element
}

describe('pointing in words', () => {
  const who = { person: 'ann', name: 'Ann' }

  function pointedAt() {
    const told: string[] = []
    const words = { pointsAt: (agent: string, target: string) => `${agent}: ${target}` }
    const naming = {
      nameableAround: (element: Element) => element,
      nameOf: ({ textContent }: Element) => textContent,
    }
    const it = new PointedAt(words, naming, (element, person) =>
      told.push(`${person} ${element.id}`),
    )
    return { it, told, said: () => it.element.textContent }
  }

  it('tells a click at once, and the same thing once', () => {
    const { it: region, told, said } = pointedAt()
    const button = page('<button id=it>Go</button>')
    region.presses(button, who)
    vi.advanceTimersByTime(5_000)
    region.presses(button, who)
    expect(said()).toBe('Ann: Go')
    expect(told).toEqual(['ann it'])
  })

  it('tells where a laser rests, not where it passes', () => {
    const { it: region, told } = pointedAt()
    const button = page('<button id=it>Go</button><p id=other>Text</p>')
    const other = document.querySelector('#other')
    region.rests(other, who)
    vi.advanceTimersByTime(500)
    region.rests(button, who)
    vi.advanceTimersByTime(500)
    region.rests(button, who)
    expect(told).toEqual([])
    vi.advanceTimersByTime(300)
    expect(told).toEqual(['ann it'])
    region.rests(null, who)
    vi.advanceTimersByTime(5_000)
    expect(told).toHaveLength(1)
  })

  it('of many clicks tells the first and the last', () => {
    const { it: region, told } = pointedAt()
    page('<button id=it>1</button><button id=two>2</button><button id=three>3</button>')
    for (const button of document.querySelectorAll('button')) region.presses(button, who)
    vi.advanceTimersByTime(5_000)
    expect(told).toEqual(['ann it', 'ann three'])
  })
})
