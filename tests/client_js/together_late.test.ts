import { describe, expect, it } from 'vitest'
import { Late } from '../../client_js/src/customer/together/late.js'
import { OPEN_POLICY } from '../../client_js/src/mirror/capture/policy.js'

/** Something to be loaded, and what happens to it. */
function scene() {
  const happened: string[] = []
  const running = {
    start: () => void happened.push('started'),
    stop: () => void happened.push('stopped'),
    setPolicy: () => void happened.push('policy'),
    hidden: () => [],
    path: null,
  }
  let resolve: (make: () => typeof running) => void = () => undefined
  const promise = new Promise<() => typeof running>((settle) => {
    resolve = settle
  })
  const late = new Late(promise)
  const arrive = async (): Promise<void> => {
    resolve(() => {
      happened.push('made')
      return running
    })
    await promise
  }
  return { happened, late, arrive }
}

describe('what runs on a link, loaded late', () => {
  it('starts when it has arrived', async () => {
    const { happened, late, arrive } = scene()
    late.start()
    late.setPolicy(OPEN_POLICY)
    expect(happened).toEqual([])
    await arrive()
    expect(happened).toEqual(['made', 'started'])
    late.setPolicy(OPEN_POLICY)
    late.stop()
    expect(happened).toEqual(['made', 'started', 'policy', 'stopped'])
  })

  it('is not even made where it was stopped before it arrived', async () => {
    const { happened, late, arrive } = scene()
    late.start()
    late.stop()
    await arrive()
    late.start()
    expect(happened).toEqual([])
  })
})
