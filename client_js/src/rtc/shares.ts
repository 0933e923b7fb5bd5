/** What one viewer is sent of a slot, at most. */
export interface SendLimits {
  /** Bits a second. */
  readonly maxBitrate: number
  readonly maxFramerate?: number
  readonly scaleResolutionDownBy?: number
}

export interface Shares {
  readonly voice: SendLimits
  readonly camera: SendLimits
  readonly screen: SendLimits
  readonly sound: SendLimits
}

/** Bits a second that all viewers together are sent, at most: what an ordinary line at home takes
 * up, with room for the page itself. Every viewer costs one encoder more, too. */
export const UPLOAD = 4_000_000

const VOICE = 40_000
const SOUND = 96_000
const CAMERA_MOST = 1_200_000
const CAMERA_BESIDE_SCREEN = 300_000
const SCREEN_MOST = 2_500_000
/** Text in motion needs no more, and a still one gets all bits for its sharpness. */
const SCREEN_FRAMES = 15

/**
 * The upload of one endpoint shared out evenly over those it sends to. `screen`: whether the screen
 * is among it, which comes before the camera: its text has to be read.
 */
export function shares(viewers: number, screen: boolean): Shares {
  const each = UPLOAD / Math.max(1, viewers) - VOICE - (screen ? SOUND : 0)
  const camera = Math.min(screen ? CAMERA_BESIDE_SCREEN : CAMERA_MOST, screen ? each / 4 : each)
  return {
    voice: { maxBitrate: VOICE },
    camera: { maxBitrate: Math.round(camera), ...cameraSize(camera) },
    screen: {
      maxBitrate: Math.round(Math.min(SCREEN_MOST, each - camera)),
      maxFramerate: viewers > 2 ? SCREEN_FRAMES / 3 : SCREEN_FRAMES,
      scaleResolutionDownBy: 1,
    },
    sound: { maxBitrate: SOUND },
  }
}

/** So much of 1280 x 720 as looks best at this rate. */
function cameraSize(bitrate: number): Omit<SendLimits, 'maxBitrate'> {
  if (bitrate >= 900_000) return { scaleResolutionDownBy: 1, maxFramerate: 30 }
  if (bitrate >= 250_000) return { scaleResolutionDownBy: 2, maxFramerate: 24 }
  return { scaleResolutionDownBy: 4, maxFramerate: 15 }
}
