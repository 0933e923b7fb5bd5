import type { Permission, Role } from '../../../signaling/messages.js'
import { all } from '../../api.js'
import type { Site } from '../sites/site_api.js'

/** In the order in which they are shown. */
export const PERMISSIONS: readonly Permission[] = [
  'view',
  'control',
  'navigation',
  'screen',
  'laser',
  'pen',
  'invitations',
  'chat',
  'voice',
  'video',
  'document',
  'transfer',
]

/** What an account or a team gives; null: all, also what is yet to come. `sites`: keys. */
export interface Given {
  readonly permissions: readonly Permission[] | null
  readonly sites: readonly string[] | null
}

/** As `/api/v1/agents` tells it (signaling/rest/staff.py). */
export interface Account extends Given {
  readonly id: string
  readonly user_name: string
  readonly name: string
  readonly role: Role
  readonly enabled: boolean
  readonly present: boolean
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  readonly created_at: number
}

/** As `/api/v1/teams` tells it (signaling/rest/teams.py). `members`: ids of accounts. */
export interface Team extends Given {
  readonly id: string
  readonly name: string
  readonly members: readonly string[]
  readonly created_at: number
}

/** What somebody may do on one site in the end. */
export interface SiteResult {
  readonly key: string
  readonly name: string
  readonly permissions: readonly Permission[]
}

/** What would end by a change. */
export interface Ends {
  readonly sessions: number
  readonly calls: number
  readonly grants: number
  readonly conversations: number
}

export interface Everybody {
  readonly accounts: readonly Account[]
  readonly teams: readonly Team[]
  readonly sites: readonly Site[]
}

export async function everybody(): Promise<Everybody> {
  const [accounts, teams, sites] = await Promise.all([
    all<Account>('/agents', 'agents'),
    all<Team>('/teams', 'teams'),
    all<Site>('/sites', 'sites'),
  ])
  return { accounts, teams, sites }
}
