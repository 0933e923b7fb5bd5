import { expect, it } from 'vitest'
import { Bucket } from '../../client_js/src/bucket.js'

it('lets a burst through, and then so many per second', () => {
  const bucket = new Bucket(10, 10)
  const taken = (now: number) => Array.from({ length: 30 }, () => bucket.take(now)).filter(Boolean)
  expect(taken(1_000)).toHaveLength(10)
  expect(taken(1_500)).toHaveLength(5)
  expect(taken(60_000)).toHaveLength(10)
})
