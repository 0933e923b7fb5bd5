import { describe, expect, test } from 'vitest'
import { errorKey } from '../../client_js/src/account/errors.js'
import { pathOf, qrOf } from '../../client_js/src/account/qr.js'

describe('the QR code', () => {
  test('each run of dark modules is one rectangle', () => {
    const rows = [
      [true, true, false],
      [false, false, false],
      [true, false, true],
    ]
    expect(pathOf(rows)).toBe('M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z')
    expect(pathOf([])).toBe('')
  })

  test('holds an address of an app within a quiet zone of four', () => {
    const issuer = 'An organisation with a rather long name'
    const uri = `otpauth://totp/${encodeURIComponent(issuer)}%3Aalice?secret=${'A'.repeat(32)}`
    const { size, path } = qrOf(uri)
    expect((size - 8 - 17) % 4).toBe(0)
    // The finder pattern at the top left, and nothing outside of it.
    expect(path.startsWith('M4 4h7v1h-7z')).toBe(true)
  })
})

test('refusals are told in words of ours', () => {
  expect(errorKey('bad_second_factor')).toBe('account.error.code')
  expect(errorKey('weak_password')).toBe('account.error.weak')
  expect(errorKey('<b>no code of ours</b>')).toBe('account.error.other')
})
