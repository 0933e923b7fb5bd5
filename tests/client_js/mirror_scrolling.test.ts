// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { Scrolling } from '../../client_js/src/mirror/view/scrolling.js'

/** What was scrolled to, and where. */
const scrolled: unknown[] = []
let box: Element
let changes: number
let scrolling: Scrolling

function note(name: string): (to: ScrollToOptions) => void {
  return ({ left, top }) => void scrolled.push([name, left, top])
}

beforeEach(() => {
  box = document.createElement('div')
  Object.assign(box, { scrollTo: note('box') })
  Object.assign(window, { scrollTo: note('page') })
  scrolled.length = 0
  changes = 0
  scrolling = new Scrolling(document, () => changes++)
})

it('follows the customer', () => {
  scrolling.moved(document, { left: 0, top: 300 })
  scrolling.moved(box, { left: 5, top: 50 })
  expect(scrolled).toEqual([
    ['page', 0, 300],
    ['box', 5, 50],
  ])
  expect(scrolling.customer).toEqual({ left: 0, top: 300 })
  expect(changes).toBe(2)
})

it('scrolls once more when the page may have become longer, but to nothing that has left', () => {
  scrolling.moved(document, { left: 0, top: 300 })
  scrolling.moved(box, { left: 5, top: 50 })
  scrolling.forget(box)
  scrolled.length = 0
  scrolling.refresh()
  expect(scrolled).toEqual([['page', 0, 300]])
})

it('belongs to the agent only while she looks around', () => {
  scrolling.scrollTo({ left: 0, top: 10 })
  expect(scrolled).toEqual([])
  scrolling.lookAround()
  scrolling.scrollTo({ left: 0, top: 10 })
  expect(scrolled).toEqual([['page', 0, 10]])
})

it('only keeps account of the customer meanwhile', () => {
  scrolling.lookAround()
  scrolling.moved(document, { left: 0, top: 300 })
  scrolling.moved(box, { left: 0, top: 50 })
  scrolling.refresh()
  expect(scrolled).toEqual([])
  expect(scrolling.customer).toEqual({ left: 0, top: 300 })
  expect(changes).toBe(2)
})

it('is back at the customer at once, also in parts that scroll', () => {
  scrolling.moved(box, { left: 0, top: 50 })
  scrolling.lookAround()
  scrolling.moved(box, { left: 0, top: 70 })
  scrolled.length = 0
  scrolling.follow()
  expect(scrolled).toContainEqual(['page', 0, 0])
  expect(scrolled).toContainEqual(['box', 0, 70])
  scrolled.length = 0
  scrolling.moved(document, { left: 0, top: 20 })
  expect(scrolled).toEqual([['page', 0, 20]])
})
