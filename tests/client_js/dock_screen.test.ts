import { beforeEach, describe, expect, it } from 'vitest'
import { DeviceError, type DeviceProblem } from '../../client_js/src/devices/problem.js'
import type {
  Picked,
  ScreenCapture,
  ScreenDelegate,
} from '../../client_js/src/devices/screen_capture.js'
import { OwnScreen } from '../../client_js/src/dock/own_screen.js'
import type { MediaSlot, Surface } from '../../client_js/src/signaling/messages.js'
import { settle } from './fake_socket.js'

/** A browser's picker that is answered by the test. */
class FakeCapture {
  surface = null
  isCapturing = false
  picks = 0
  allowed: readonly string[] = []
  #answer: { resolve(picked: Picked): void; reject(error: DeviceError): void } | null = null

  constructor(readonly delegate: ScreenDelegate) {}

  pick(): Promise<Picked> {
    this.picks++
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject }
    })
  }

  async picked(track: object): Promise<void> {
    this.isCapturing = true
    this.#answer?.resolve({ track, sound: null, surface: 'window' } as unknown as Picked)
    await settle()
  }

  async refused(problem: DeviceProblem): Promise<void> {
    this.#answer?.reject(new DeviceError(problem))
    await settle()
  }

  restrict(surfaces: readonly string[]): void {
    this.allowed = surfaces
    if (!this.isCapturing || surfaces.length > 0) return
    this.isCapturing = false
    this.delegate.lost('forbidden_surface')
  }

  stop(): void {
    this.isCapturing = false
  }
}

describe('what she shows of her screen', () => {
  let capture: FakeCapture
  let screen: OwnScreen
  let sent: Map<MediaSlot, unknown>
  let over: (DeviceProblem | null)[]
  let surfaces: Surface[]
  const first = { muted: false, id: 'first' }

  beforeEach(() => {
    sent = new Map()
    over = []
    surfaces = ['window']
    screen = new OwnScreen({
      links: {
        send: (slot, track) => void sent.set(slot, track),
        cut: (slot) => void sent.delete(slot),
      },
      capture: (delegate) => {
        capture = new FakeCapture(delegate)
        return capture as unknown as ScreenCapture
      },
      rules: () => ({ surfaces, sound: false }),
      changed: () => undefined,
      over: (problem) => over.push(problem),
    })
  })

  it('asks at once when it is allowed, and sends what she picked', async () => {
    screen.allow(true)
    expect(screen.state).toBe('choosing')
    await capture.picked(first)
    expect(screen.state).toBe('live')
    expect(sent.get('screen')).toBe(first)
  })

  it('sends nothing that was picked after the end', async () => {
    screen.allow(true)
    screen.allow(false)
    await capture.picked(first)
    expect(sent.size).toBe(0)
    expect(capture.isCapturing).toBe(false)
    expect(screen.state).toBe('off')
  })

  it('follows rules that change, also while the picker is open', async () => {
    screen.allow(true)
    surfaces = ['browser']
    await capture.picked(first)
    expect(capture.allowed).toEqual(['browser'])
    surfaces = ['monitor']
    screen.allow(true)
    expect(capture.allowed).toEqual(['monitor'])
  })

  it.each([
    ['no_activation', 'choosing'],
    ['forbidden_surface', 'forbidden'],
  ] as const)('asks again after %s', async (problem, state) => {
    screen.allow(true)
    await capture.refused(problem)
    expect([screen.state, screen.waitsForHer, over]).toEqual([state, true, []])
    void screen.pick()
    await capture.picked(first)
    expect(screen.state).toBe('live')
  })

  it.each(['denied', 'dismissed', 'impossible', 'insecure'] as const)(
    'is over when it is %s',
    async (problem) => {
      screen.allow(true)
      await capture.refused(problem)
      expect(over).toEqual([problem])
      expect(screen.waitsForHer).toBe(false)
    },
  )

  it('goes on with what was shown when she closes the picker', async () => {
    screen.allow(true)
    await capture.picked(first)
    screen.askAnew()
    void screen.pick()
    await capture.refused('dismissed')
    expect([screen.state, screen.wantedAnew, over]).toEqual(['live', true, []])
    expect(sent.get('screen')).toBe(first)
  })

  it('is over by her own wish when she ends it in the browser', async () => {
    screen.allow(true)
    await capture.picked(first)
    capture.isCapturing = false
    capture.delegate.lost('dismissed')
    expect(over).toEqual([null])
    expect(sent.size).toBe(0)
  })

  it('cuts a surface that is not allowed, and asks again', async () => {
    screen.allow(true)
    await capture.picked(first)
    capture.isCapturing = false
    capture.delegate.lost('forbidden_surface')
    expect(sent.size).toBe(0)
    expect([screen.state, screen.waitsForHer, over]).toEqual(['forbidden', true, []])
  })

  it('cuts what the policy allows no more', async () => {
    screen.allow(true)
    await capture.picked(first)
    surfaces = []
    screen.recheck()
    expect(sent.size).toBe(0)
    expect([screen.state, screen.waitsForHer, over]).toEqual(['forbidden', true, []])
  })

  it('sends nothing of what the policy forbade while the picker was open', async () => {
    screen.allow(true)
    surfaces = []
    await capture.picked(first)
    expect(sent.size).toBe(0)
    expect(screen.state).toBe('forbidden')
  })

  it('says when the picture stands still', async () => {
    const track = { muted: false, onmute: () => undefined, onunmute: () => undefined }
    screen.allow(true)
    await capture.picked(track)
    track.onmute()
    expect(screen.state).toBe('frozen')
    track.onunmute()
    expect(screen.state).toBe('live')
  })

  it('opens one picker at a time', async () => {
    screen.allow(true)
    void screen.pick()
    expect(capture.picks).toBe(1)
  })
})
