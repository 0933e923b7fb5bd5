import { afterEach, expect, it, vi } from 'vitest'
import { attendance, UNATTENDED, watchActs } from '../../client_js/src/admin/attended.js'

afterEach(() => {
  vi.useRealTimers()
})

function act(target: EventTarget, isTrusted: boolean): void {
  const event = new Event('keydown')
  Object.defineProperty(event, 'isTrusted', { value: isTrusted })
  target.dispatchEvent(event)
}

it('says that nobody is there once nobody has done anything for a minute', () => {
  vi.useFakeTimers()
  const page = new EventTarget()
  watchActs(page)
  expect(attendance()).toEqual({})
  vi.advanceTimersByTime(59_999)
  expect(attendance()).toEqual({})
  vi.advanceTimersByTime(1)
  expect(attendance()).toEqual({ [UNATTENDED]: '1' })
  act(page, false)
  expect(attendance()).toEqual({ [UNATTENDED]: '1' })
  act(page, true)
  expect(attendance()).toEqual({})
})
