import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Change, ChangeList, Undone } from '../../client_js/src/control/changes.js'
import { ControlDesk } from '../../client_js/src/customer/control_desk.js'
import { Questions } from '../../client_js/src/customer/questions.js'
import type { Prompt } from '../../client_js/src/customer/view_prompt.js'

const asked = { text: 'Ann wants to open example.org. Open it?', yes: 'Open', no: 'Not now' }

describe('the question beside the page', () => {
  let questions: Questions

  beforeEach(() => {
    vi.useFakeTimers()
    questions = new Questions(() => undefined)
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([true, false])('takes her answer: %s', async (yes) => {
    const answer = questions.ask(asked)
    expect(questions.question).toEqual(asked)
    questions.answer(yes)
    expect(await answer).toBe(yes)
    expect(questions.question).toBeNull()
  })

  it('is one at a time: others are answered with no', async () => {
    const first = questions.ask(asked)
    expect(await questions.ask({ ...asked, text: 'Another' })).toBe(false)
    questions.answer(true)
    expect(await first).toBe(true)
  })

  it('is answered with no when she does not care', async () => {
    const answer = questions.ask(asked)
    vi.runAllTimers()
    expect(await answer).toBe(false)
    vi.advanceTimersByTime(1_000)
    const next = questions.ask(asked)
    questions.answer(true)
    expect(await next).toBe(true)
  })

  it('B-03 is followed by no other one that a second click would answer', async () => {
    questions.ask(asked)
    questions.answer(true)
    expect(await questions.ask(asked)).toBe(false)
    expect(questions.question).toBeNull()
    vi.advanceTimersByTime(1_000)
    questions.ask(asked)
    expect(questions.question).toEqual(asked)
  })

  it('B-03 is not put again for a while after three times no', () => {
    let put = 0
    for (let second = 0; second < 60; second++) {
      questions.ask(asked)
      if (questions.question !== null) put++
      questions.answer(false)
      vi.advanceTimersByTime(1_000)
    }
    expect(put).toBe(3)
    vi.advanceTimersByTime(10_000)
    questions.ask(asked)
    expect(questions.question).toEqual(asked)
  })
})

describe('what she does beside the bar', () => {
  let told: string[]
  let desk: ControlDesk

  beforeEach(() => {
    told = []
    desk = new ControlDesk({
      together: () => new Promise(() => undefined),
      looking: () => new Promise(() => undefined),
      host: {} as Element,
      root: {} as ShadowRoot,
      base: 'https://broker.example/',
      allow: () => undefined,
      notices: { show: (text) => told.push(text) },
      changed: () => undefined,
    })
  })

  function changes(list: Change[], outcome: Undone = 'undone'): ChangeList & { undone: number[] } {
    const undone: number[] = []
    return {
      get list() {
        return list.filter(({ id }) => !undone.includes(id))
      },
      undo: (id) => {
        if (outcome === 'undone') undone.push(id)
        return outcome
      },
      undone,
    }
  }

  const one = { id: 1, kind: 'text', label: 'Street', before: '', after: 'Main Street' }
  const two = { id: 2, kind: 'check', label: '', before: 'false', after: 'true' }

  it('a choice is over where what it needs cannot be loaded', () => {
    desk.choose({ request: 'r1', agent: 'Alex' } as Prompt)
    expect(desk.choosing).toBe('r1')
    desk.notLoaded()
    expect(desk.choosing).toBe(null)
    expect(told.at(-1)).toContain('not possible yet')
  })

  it('changes are announced once each, by their names', () => {
    desk.follow(changes([one]))
    desk.follow(changes([{ ...one, after: 'Main Street 1' }]))
    desk.follow(changes([one, two]))
    expect(told).toEqual(['The agent changed: Street', 'The agent changed: A field'])
  })

  it('changes are taken back one by one or all', () => {
    const list = changes([one, two])
    desk.follow(list)
    desk.undo([2, 1])
    expect(list.undone).toEqual([2, 1])
    expect(desk.changes).toEqual([])
  })

  it('changes stay where she has changed them since, and she is told why', () => {
    desk.follow(changes([one], 'changed_since'))
    desk.undo([1])
    expect(desk.changes).toEqual([one])
    expect(told.at(-1)).toContain('changed again since')
  })

  it('changes are hidden when there is none left', () => {
    const list = changes([one])
    desk.follow(list)
    desk.show(true)
    desk.undo([1])
    expect(desk.changesShown).toBe(false)
  })
})
