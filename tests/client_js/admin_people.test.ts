import { expect, it } from 'vitest'
import { toggled } from '../../client_js/src/admin/pages/people/giving.js'
import { PERMISSIONS } from '../../client_js/src/admin/pages/people/people_api.js'
import {
  endsWords,
  permissionsWords,
  sitesWords,
} from '../../client_js/src/admin/pages/people/words.js'
import { ALL } from './agent_fixtures.js'

const NOTHING = { sessions: 0, calls: 0, grants: 0, conversations: 0 }

it('knows every permission once', () => {
  expect([...PERMISSIONS].sort()).toEqual([...ALL].sort())
})

it('says how much somebody gives, and where', () => {
  const names = new Map([['k1', 'Shop']])
  expect(permissionsWords({ permissions: null, sites: null })).toBe('All')
  expect(permissionsWords({ permissions: [], sites: null })).toBe('None')
  expect(permissionsWords({ permissions: ['chat', 'view'], sites: null })).toBe('2 of 12')
  expect(sitesWords({ permissions: null, sites: null }, names)).toBe('All')
  expect(sitesWords({ permissions: null, sites: [] }, names)).toBe('None')
  // A site that was registered a moment ago has no name here yet.
  expect(sitesWords({ permissions: null, sites: ['k1', 'k2'] }, names)).toBe('Shop and k2')
})

it('says what ends, and nothing where nothing does', () => {
  expect(endsWords(NOTHING)).toBe('')
  expect(endsWords({ ...NOTHING, sessions: 2 })).toBe('This ends at once: 2 sessions.')
  expect(endsWords({ sessions: 1, calls: 1, grants: 2, conversations: 1 })).toBe(
    'This ends at once: 1 session, 1 call, 2 permissions that customers gave, and 1 conversation goes back into the queue.',
  )
})

it('adds to what is chosen, or takes away', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
})
