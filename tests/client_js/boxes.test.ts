import { describe, expect, it } from 'vitest'
import {
  type Box,
  intersection,
  labelPlace,
  moved,
  smallestAt,
} from '../../client_js/src/customer/boxes.js'

function box(left: number, top: number, right: number, bottom: number): Box {
  return { left, top, right, bottom }
}

describe('the intersection', () => {
  it('is what both have in common', () => {
    expect(intersection(box(0, 0, 10, 10), box(5, -5, 20, 5))).toEqual(box(5, 0, 10, 5))
  })

  it.each([
    ['beside it', box(20, 0, 30, 10)],
    ['touching it', box(10, 0, 20, 10)],
  ])('is none with a box %s', (_, other) => {
    expect(intersection(box(0, 0, 10, 10), other)).toBeNull()
  })
})

it('moving a box keeps its size', () => {
  expect(moved(box(1, 2, 3, 5), 10, -2)).toEqual(box(11, 0, 13, 3))
})

describe('the box at a point', () => {
  const outer = box(0, 0, 100, 100)
  const inner = box(10, 10, 20, 20)

  it('is the smallest around it', () => {
    expect(smallestAt([outer, inner], 15, 15)).toBe(inner)
    expect(smallestAt([inner, outer], 50, 15)).toBe(outer)
  })

  it('has its first pixel in it, and not the one behind its last', () => {
    expect(smallestAt([inner], 10, 10)).toBe(inner)
    expect(smallestAt([inner], 20, 15)).toBeNull()
  })
})

describe('the label', () => {
  const size = { width: 80, height: 20 }
  const window = { width: 400, height: 300 }

  it.each<[string, Box, { x: number; y: number }]>([
    ['above the box', box(50, 100, 200, 200), { x: 50, y: 80 }],
    ['in the box where there is no room above', box(50, 70, 200, 200), { x: 50, y: 70 }],
    ['below the bar where the box begins above', box(50, -90, 200, 200), { x: 50, y: 60 }],
    ['within the window at its right', box(380, 100, 420, 200), { x: 320, y: 80 }],
    ['within the window at its left', box(-30, 100, 20, 200), { x: 0, y: 80 }],
  ])('stands %s', (_, around, place) => {
    expect(labelPlace(around, size, window, 60)).toEqual(place)
  })
})
