import { describe, expect, it } from 'vitest'
import { DeviceError, problemOf } from '../../client_js/src/devices/problem.js'

const thrown = (name: string, message = ''): DOMException => new DOMException(message, name)

describe('what a browser says', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission denied by system', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'dismissed'],
    ['NotAllowedError', 'The request is not allowed by the user agent', 'denied'],
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['AbortError', 'Starting videoinput failed', 'busy'],
    ['TypeError', '', 'impossible'],
    ['SecurityError', '', 'impossible'],
  ])('of a camera, %s %s: %s', (name, message, problem) => {
    expect(problemOf(thrown(name, message))).toBe(problem)
  })

  it.each([
    ['NotAllowedError', 'Permission denied by user', 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'denied'],
    [
      'NotAllowedError',
      'Access to the feature "display-capture" is disallowed by permissions policy.',
      'impossible',
    ],
    ['InvalidStateError', 'getDisplayMedia() requires transient activation', 'no_activation'],
    ['NotFoundError', '', 'impossible'],
    ['NotReadableError', '', 'busy'],
  ])('of a screen, %s %s: %s', (name, message, problem) => {
    expect(problemOf(thrown(name, message), true)).toBe(problem)
  })

  it('is kept where it has been told apart already', () => {
    expect(problemOf(new DeviceError('forbidden_surface'))).toBe('forbidden_surface')
    expect(problemOf('what')).toBe('impossible')
  })
})
