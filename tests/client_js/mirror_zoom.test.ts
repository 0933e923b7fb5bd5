import { describe, expect, it } from 'vitest'
import { whereabouts } from '../../client_js/src/mirror/view/outline.js'
import { inDevicePixels, scaleFor } from '../../client_js/src/mirror/view/zoom.js'

const ROOM = { width: 800, height: 600 }

describe('a page is scaled', () => {
  it.each([
    ['width', { width: 1600, height: 3000 }, 0.5],
    ['all', { width: 1600, height: 3000 }, 0.2],
    ['all', { width: 1600, height: 600 }, 0.5],
    ['actual', { width: 1600, height: 3000 }, 1],
  ] as const)('%s: %o', (zoom, page, scale) => {
    expect(scaleFor(zoom, page, ROOM, 1)).toBe(scale)
  })

  it.each(['width', 'all', 'actual'] as const)('never larger than it is: %s', (zoom) => {
    expect(scaleFor(zoom, { width: 390, height: 300 }, ROOM, 2)).toBe(1)
  })

  it.each([1, 1.25, 1.5, 2, 3])('to whole device pixels, %f of them to one of CSS', (ratio) => {
    for (let width = 801; width < 1700; width += 7) {
      const scale = scaleFor('width', { width, height: 700 }, ROOM, ratio)
      const devicePixels = width * scale * ratio
      expect(Math.abs(devicePixels - Math.round(devicePixels))).toBeLessThan(1e-6)
      expect(width * scale).toBeLessThanOrEqual(ROOM.width + 1e-6)
      expect(width * scale).toBeGreaterThan(ROOM.width - 1 / ratio - 1e-6)
    }
  })

  it('somehow, where it or its room has no extent', () => {
    expect(scaleFor('all', { width: 0, height: 0 }, ROOM, 1)).toBe(1)
    expect(scaleFor('all', { width: 800, height: 600 }, { width: 0, height: -20 }, 1)).toBe(1)
  })
})

it('rounds lengths to device pixels', () => {
  expect(inDevicePixels(10.3, 2)).toBe(10.5)
  expect(inDevicePixels(10.3, 1)).toBe(10)
})

describe('the customer is', () => {
  it.each([
    ['here', { left: 0, top: 0 }],
    ['here', { left: 799, top: -599 }],
    ['above', { left: 900, top: -600 }],
    ['below', { left: 0, top: 600 }],
    ['left', { left: -800, top: 10 }],
    ['right', { left: 800, top: 10 }],
  ] as const)('%s, seen at %o', (where, offset) => {
    expect(whereabouts(offset, ROOM)).toBe(where)
  })
})
