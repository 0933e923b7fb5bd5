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

/** What `start`, `choose` and `pick` of the devices reject with, and nothing else. */
export class DeviceError extends Error {
  constructor(readonly problem: DeviceProblem) {
    super(problem)
    this.name = 'DeviceError'
  }
}
