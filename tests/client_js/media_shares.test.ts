import { describe, expect, it } from 'vitest'
import { shares, UPLOAD } from '../../client_js/src/rtc/shares.js'

describe('the upload', () => {
  it.each([1, 2, 3, 5, 8])('is enough for all of %i viewers', (viewers) => {
    for (const screen of [false, true]) {
      const { voice, camera, screen: picture, sound } = shares(viewers, screen)
      const each = voice.maxBitrate + camera.maxBitrate
      const more = screen ? picture.maxBitrate + sound.maxBitrate : 0
      expect((each + more) * viewers).toBeLessThanOrEqual(UPLOAD + viewers)
    }
  })

  it('keeps the voice whole, whoever comes', () => {
    expect(shares(8, true).voice).toEqual(shares(1, false).voice)
  })

  it('shrinks cameras as viewers come, and beside a screen', () => {
    const rates = [1, 3, 5, 8].map((viewers) => shares(viewers, false).camera.maxBitrate)
    expect(rates).toEqual([...rates].sort((a, b) => b - a))
    expect(new Set(rates).size).toBeGreaterThan(2)
    expect(shares(1, true).camera.maxBitrate).toBeLessThan(shares(1, false).camera.maxBitrate)
    expect(shares(5, true).camera.scaleResolutionDownBy).toBe(4)
  })

  it('never scales the screen: its text is read', () => {
    for (const viewers of [1, 3, 8]) {
      expect(shares(viewers, true).screen.scaleResolutionDownBy).toBe(1)
    }
    expect(shares(3, true).screen.maxFramerate).toBeLessThan(
      shares(1, true).screen.maxFramerate ?? 0,
    )
  })

  it('is the same with nobody there as with one', () => {
    expect(shares(0, false)).toEqual(shares(1, false))
  })
})
