import { expect, it, vi } from 'vitest'
import { type Permission, permissionOf } from '../../client_js/src/control/permission.js'

it('R7: control that is for everybody in the session is not for guests', () => {
  const all = { grant: 2 } as Permission
  const of = vi.fn(() => all)
  expect(permissionOf({ id: 'ann', role: 'agent', name: 'Ann' }, of)).toBe(all)
  expect(of).toHaveBeenCalledExactlyOnceWith('ann')
  expect(permissionOf({ id: 'gina', role: 'guest', name: 'Gina' }, of)).toBeNull()
  expect(of).toHaveBeenCalledOnce()
})
