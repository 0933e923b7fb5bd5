import { describe, expect, test, vi } from 'vitest'
import type { Ink } from '../../client_js/src/documents/messages.js'
import { SharedDocument } from '../../client_js/src/documents/shared_document.js'
import type { DocumentData } from '../../client_js/src/rtc/document_channel.js'

const PDF = Uint8Array.from(`%PDF-1.7\n${'x'.repeat(50_000)}\nstartxref\n9\n%%EOF\n`, (letter) =>
  letter.charCodeAt(0),
)
const FILE = { name: 'a.pdf', size: PDF.length, arrayBuffer: async () => PDF.slice().buffer }
const ACROSS = ['ann', 'bob'] as const
type Agent = (typeof ACROSS)[number]

/** A customer, to whom all links lead, and two agents. What is on its way stays in order on each
 * link, and comes in any order of the links. */
class Circle {
  readonly acts: string[] = []
  readonly inks: Record<string, Ink[]> = { carla: [], ann: [], bob: [] }
  readonly #ways = new Map<string, (() => void)[]>()
  readonly carla = this.#end('carla')
  readonly ann = this.#end('ann')
  readonly bob = this.#end('bob')

  #end(name: 'carla' | Agent): SharedDocument {
    const passesOn = name === 'carla'
    const end = new SharedDocument({
      passesOn,
      send: (data, link) => {
        const to = passesOn ? this[link as Agent] : this.carla
        this.#way(`${name}>${link}`).push(() => to.data(copy(data), link))
      },
      newId: () => `of-${name}`,
      ask: () => this.acts.push(`${name} asks`),
      end: () => this.acts.push(`${name} ends`),
      changed: () => undefined,
      now: () => 0,
    })
    end.inked = (ink) => this.inks[name]?.push(ink)
    return end
  }

  #way(name: string): (() => void)[] {
    const way = this.#ways.get(name) ?? []
    this.#ways.set(name, way)
    return way
  }

  /** `pick`: which way goes on, of so many. */
  async run(pick: (ways: number) => number = () => 0): Promise<void> {
    for (;;) {
      const busy = [...this.#ways.values()].filter((way) => way.length > 0)
      if (busy.length === 0) break
      busy[pick(busy.length)]?.shift()?.()
    }
  }

  grant(): void {
    for (const end of [this.carla, this.ann, this.bob]) end.granted()
  }

  connect(...agents: readonly Agent[]): void {
    for (const agent of agents) {
      this.carla.linkOpened(agent)
      this[agent].linkOpened(agent)
    }
  }

  /** Of Ann's or of Carla's, open wherever it has come. */
  async shownBy(holder: 'ann' | 'carla'): Promise<void> {
    this.connect(...ACROSS)
    await this[holder].pick(FILE)
    this[holder].opened(3)
    this.grant()
    await this.run()
    // Ann's comes to Carla first, and to Bob from her.
    for (const end of holder === 'ann' ? [this.carla, this.bob] : [this.ann, this.bob]) {
      await this.open(end)
    }
  }

  /** It has arrived there, as soon as its digest is made, and its viewer opens it. */
  async open(end: SharedDocument): Promise<void> {
    await vi.waitUntil(() => end.file !== null)
    end.opened(3)
    await this.run()
  }
}

function copy(data: DocumentData): DocumentData {
  return typeof data === 'string' ? data : data.slice()
}

describe('R40 a document among three', () => {
  test.each(['ann', 'carla'] as const)('of %s is shown to all', async (holder) => {
    const circle = new Circle()
    await circle.shownBy(holder)
    const { ann, bob, carla } = circle
    expect([ann.phase, bob.phase, carla.phase]).toEqual(['shown', 'shown', 'shown'])
    expect(bob.file?.bytes.every((byte, at) => byte === PDF[at])).toBe(true)
    expect([bob.file?.mine, bob.name]).toEqual([false, 'a.pdf'])
  })

  test.each(['ann', 'carla'] as const)(
    'of %s is looked at alike, whoever turns',
    async (holder) => {
      let seed = 7
      const chance = (most: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        return seed % most
      }
      const circle = new Circle()
      await circle.shownBy(holder)
      const ends = [circle.ann, circle.bob, circle.carla]
      for (let round = 0; round < 200; round++) {
        for (let act = 0; act < 6; act++) {
          ends[chance(3)]?.look({ page: 1 + chance(3), zoom: 1 + chance(5) })
          ends[chance(3)]?.look({ y: chance(10) / 10 })
          if (act % 3 === 2) await circle.run(chance)
        }
        await circle.run(chance)
        expect(circle.bob.view).toEqual(circle.ann.view)
        expect(circle.carla.view).toEqual(circle.ann.view)
      }
    },
  )

  test('each agent is seen in a colour of their own, whatever they say of themselves', async () => {
    const circle = new Circle()
    await circle.shownBy('ann')
    expect([circle.ann.colour, circle.bob.colour]).toEqual([0, 1])
    circle.bob.ink({ type: 'stroke', colour: 0, stroke: 1, page: 1, points: [0, 0] })
    circle.carla.ink({ type: 'point', page: 1, x: 0, y: 0, laser: false })
    await circle.run()
    const stroke = { type: 'stroke', colour: 1, stroke: 1, page: 1, points: [0, 0] }
    const point = { type: 'point', page: 1, x: 0, y: 0, laser: false }
    expect(circle.inks).toEqual({ carla: [stroke], ann: [point, stroke], bob: [point] })
  })

  test('who comes later is shown it, too', async () => {
    const circle = new Circle()
    circle.connect('ann')
    await circle.ann.pick(FILE)
    circle.ann.opened(3)
    circle.grant()
    await circle.run()
    await circle.open(circle.carla)
    circle.carla.look({ page: 2 })
    circle.connect('bob')
    await circle.run()
    await circle.open(circle.bob)
    expect([circle.bob.phase, circle.bob.view.page]).toEqual(['shown', 2])
  })

  test('nobody puts another in its place', async () => {
    const circle = new Circle()
    await circle.shownBy('ann')
    circle.bob.reset()
    await circle.bob.pick(FILE)
    circle.bob.opened(3)
    circle.bob.granted()
    await circle.run()
    expect([circle.carla.file?.id, circle.ann.file?.id]).toEqual(['of-ann', 'of-ann'])
  })

  test('it stays while one of them can open it', async () => {
    const circle = new Circle()
    circle.connect(...ACROSS)
    await circle.carla.pick(FILE)
    circle.carla.opened(3)
    circle.grant()
    await circle.run()
    await vi.waitUntil(() => circle.ann.file !== null)
    circle.ann.failed('damaged')
    await circle.open(circle.bob)
    expect([circle.carla.phase, circle.bob.phase]).toEqual(['shown', 'shown'])
    circle.bob.failed('slow')
    await circle.run()
    expect([circle.carla.phase, circle.carla.trouble]).toEqual(['none', 'there'])
  })
})
