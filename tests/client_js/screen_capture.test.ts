import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ScreenCapture } from '../../client_js/src/devices/screen_capture.js'
import type { Surface } from '../../client_js/src/signaling/messages.js'

/** What a picker gives. */
class FakeTrack extends EventTarget {
  readyState = 'live'
  contentHint = ''

  constructor(
    readonly kind: string,
    public displaySurface?: string,
  ) {
    super()
  }

  getSettings(): MediaTrackSettings {
    return this.displaySurface === undefined ? {} : { displaySurface: this.displaySurface }
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** By the browser. */
  end(): void {
    this.stop()
    this.dispatchEvent(new Event('ended'))
  }
}

let picked: FakeTrack[]
let asked: Record<string, unknown>[]
let told: string[]
let screen: ScreenCapture

const ALL: Surface[] = ['browser', 'window', 'monitor']

function give(surface: string | undefined, ...more: FakeTrack[]): FakeTrack {
  picked = [new FakeTrack('video', surface), ...more]
  return picked[0] as FakeTrack
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  told = []
  const getDisplayMedia = async (options: Record<string, unknown>): Promise<unknown> => {
    asked.push(options)
    return {
      getTracks: () => picked,
      getVideoTracks: () => picked.filter(({ kind }) => kind === 'video'),
      getAudioTracks: () => picked.filter(({ kind }) => kind === 'audio'),
    }
  }
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('document', {})
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } })
  screen = new ScreenCapture({
    surfaceChanged: (surface) => told.push(surface),
    lost: (problem) => told.push(`lost ${problem}`),
  })
})

afterEach(() => {
  screen.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what the browser is asked for', () => {
  it('is no sound, unless it may', async () => {
    give('window')
    await screen.pick({ surfaces: ALL, sound: false })
    expect(asked[0]).toMatchObject({ audio: false, systemAudio: 'exclude' })
    const sound = new FakeTrack('audio')
    give('window', sound)
    const got = await screen.pick({ surfaces: ALL, sound: true })
    expect(asked[1]).toMatchObject({ audio: true, systemAudio: 'include' })
    expect(got.sound).toBe(sound)
  })

  it('is no monitor where the policy allows none', async () => {
    give('window')
    await screen.pick({ surfaces: ['window'], sound: false })
    await screen.pick({ surfaces: ALL, sound: false })
    expect(asked.map(({ monitorTypeSurfaces }) => monitorTypeSurfaces)).toEqual([
      'exclude',
      'include',
    ])
  })
})

describe('a surface that is not allowed', () => {
  it.each(['monitor', undefined])('is not handed out: %s', async (surface) => {
    const track = give(surface, new FakeTrack('audio'))
    const pick = screen.pick({ surfaces: ['browser', 'window'], sound: true })
    await expect(pick).rejects.toMatchObject({ problem: 'forbidden_surface' })
    expect(track.readyState).toBe('ended')
    expect(picked.every(({ readyState }) => readyState === 'ended')).toBe(true)
    expect(screen.isCapturing).toBe(false)
  })

  it.each(['configurationchange', null])(
    'is dropped when she switches to it: %s',
    async (event) => {
      const track = give('browser')
      await screen.pick({ surfaces: ['browser', 'window'], sound: false })
      track.displaySurface = 'monitor'
      if (event) track.dispatchEvent(new Event(event))
      else vi.advanceTimersByTime(200)
      expect(track.readyState).toBe('ended')
      expect(told).toEqual(['lost forbidden_surface'])
      expect(screen.surface).toBeNull()
    },
  )
})

it('drops what the policy allows no longer, and only that', async () => {
  const track = give('window')
  await screen.pick({ surfaces: ALL, sound: false })
  screen.restrict(['window'])
  expect(track.readyState).toBe('live')
  screen.restrict(['browser'])
  expect(track.readyState).toBe('ended')
  expect(told).toEqual(['lost forbidden_surface'])
})

it('tells of another surface that is allowed', async () => {
  const track = give('browser')
  await screen.pick({ surfaces: ALL, sound: false })
  track.displaySurface = 'window'
  vi.advanceTimersByTime(200)
  expect(told).toEqual(['window'])
  expect(screen.isCapturing).toBe(true)
})

it('tells, once, that she has stopped it in the bar of the browser, and stops its sound', async () => {
  const sound = new FakeTrack('audio')
  const track = give('browser', sound)
  await screen.pick({ surfaces: ALL, sound: true })
  track.end()
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['lost dismissed'])
  expect(sound.readyState).toBe('ended')
})

it('tells nothing of what it has stopped itself', async () => {
  const track = give('browser')
  await screen.pick({ surfaces: ALL, sound: false })
  screen.stop()
  track.dispatchEvent(new Event('ended'))
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([])
  expect(track.readyState).toBe('ended')
})
