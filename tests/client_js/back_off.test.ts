import { expect, it } from 'vitest'
import { retryDelay } from '../../client_js/src/signaling/back_off.js'

const attempts = Array.from({ length: 40 }, (_, attempt) => attempt)

it('begins at once, and never waits long while the loss is fresh', () => {
  expect(retryDelay(0, 0)).toBe(125)
  expect(retryDelay(0, 1)).toBe(250)
  const firstMinute = attempts.slice(0, 15).map((attempt) => retryDelay(attempt, 1))
  expect(Math.max(...firstMinute)).toBe(4000)
  expect(Math.max(...attempts.map((attempt) => retryDelay(attempt, 1)))).toBe(15_000)
})

it('spreads clients that lost the server together over half of the wait', () => {
  for (const attempt of attempts) {
    expect(retryDelay(attempt, 0)).toBe(retryDelay(attempt, 1) / 2)
  }
})
