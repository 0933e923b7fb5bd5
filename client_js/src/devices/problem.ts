/**
 * Why there is nothing to capture.
 *
 * `denied`: she or her browser's settings refuse. `dismissed`: a question or picker was closed
 * without an answer. `missing`: there is no such device. `busy`: another program has it, or it does
 * not work. `impossible`: this browser, or the page that frames us, has no such thing. `insecure`:
 * browsers give it to pages over HTTPS only. `forbidden_surface`: the site's policy does not allow
 * what she picked. `no_activation`: the browser wants a click of hers first.
 */
export type DeviceProblem =
  | 'denied'
  | 'dismissed'
  | 'missing'
  | 'busy'
  | 'impossible'
  | 'insecure'
  | 'forbidden_surface'
  | 'no_activation'

/** As much of it as the other side of a call is told. */
export type DeviceTrouble = 'denied' | 'missing' | 'busy' | 'impossible'

export function troubleBy(problem: DeviceProblem): DeviceTrouble {
  switch (problem) {
    case 'dismissed':
    case 'no_activation':
      return 'denied'
    case 'insecure':
    case 'forbidden_surface':
      return 'impossible'
    default:
      return problem
  }
}

/** What `start`, `choose` and `pick` of the devices reject with, and nothing else. */
export class DeviceError extends Error {
  constructor(readonly problem: DeviceProblem) {
    super(problem)
    this.name = 'DeviceError'
  }
}

/** What getUserMedia or (`screen`) getDisplayMedia has rejected with, in one vocabulary. The names
 * are those of the specifications; where browsers use one name for two things, Chromium's text tells
 * them apart (Firefox has one text for all). */
export function problemOf(error: unknown, screen = false): DeviceProblem {
  if (error instanceof DeviceError) return error.problem
  const { name, message } = error instanceof Error ? error : { name: '', message: '' }
  switch (name) {
    case 'NotAllowedError':
      return refusal(message, screen)
    case 'NotFoundError':
    case 'OverconstrainedError':
      // Firefox says so of a screen where there is none.
      return screen ? 'impossible' : 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    case 'InvalidStateError':
      return 'no_activation'
    default:
      return 'impossible'
  }
}

function refusal(message: string, screen: boolean): DeviceProblem {
  if (/permissions? policy/i.test(message)) return 'impossible'
  if (/dismissed/i.test(message)) return 'dismissed'
  if (/by system/i.test(message)) return 'denied'
  // Pickers have no Deny: closing one is refused as "Permission denied by user".
  return screen ? 'dismissed' : 'denied'
}

/** Chromium's; what others do not tell comes as a refusal. */
interface FeaturePolicy {
  allowsFeature(name: string): boolean
}

/** @throws DeviceError `insecure` or `impossible`, where there is no asking at all: the page that
 * frames us, or its headers, may forbid it. */
export function assertAskable(feature: 'microphone' | 'camera' | 'display-capture'): void {
  if (!globalThis.isSecureContext) throw new DeviceError('insecure')
  const method = feature === 'display-capture' ? 'getDisplayMedia' : 'getUserMedia'
  // Old and mobile browsers have none, whatever the types say.
  const devices: Partial<MediaDevices> | undefined = navigator.mediaDevices
  if (typeof devices?.[method] !== 'function') throw new DeviceError('impossible')
  const { featurePolicy } = document as { featurePolicy?: FeaturePolicy }
  if (featurePolicy?.allowsFeature(feature) === false) throw new DeviceError('impossible')
}
