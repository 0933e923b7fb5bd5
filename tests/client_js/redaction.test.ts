import { describe, expect, it } from 'vitest'
import { policyOf, UNKNOWN_POLICY } from '../../client_js/src/customer/redaction.js'
import { isShared } from '../../client_js/src/mirror/capture/policy.js'

describe('the policy', () => {
  it('is what the server says', () => {
    const rules = [{ url: '/a', selector: 'p', action: 'mask' }] as const
    const asset_origins = ['https://images.example']
    const view = {
      mode: 'private',
      rules,
      aliases: ['rrweb'],
      unshared: ['/b'],
      asset_origins,
    } as const
    expect(policyOf(view)).toEqual({
      mode: 'private',
      rules,
      aliases: ['rrweb'],
      unshared: ['/b'],
      assetOrigins: asset_origins,
    })
  })

  it('shows nothing before the server has said anything', () => {
    expect(isShared(UNKNOWN_POLICY, 'https://shop.example/any/page')).toBe(false)
    expect(isShared(UNKNOWN_POLICY, 'about:blank')).toBe(false)
  })
})
