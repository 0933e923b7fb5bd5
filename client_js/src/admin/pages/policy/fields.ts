import type { Policy } from '../rulebook/book_api.js'
import type { Key } from './texts.js'

/** How a field of a policy is edited. */
export type Field =
  | { readonly name: string; readonly as: 'switch' }
  | { readonly name: string; readonly as: 'number'; readonly most: number }
  | { readonly name: string; readonly as: 'one' | 'several'; readonly among: readonly string[] }

export interface Group {
  readonly title: Key
  readonly fields: readonly Field[]
}

/** A day: as the server has it (broker/policy_changes.py). */
const MOST_SECONDS = 86_400
const MOST_OTHERS = 100
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt-BR', 'it', 'ja', 'ar'] as const

const switches = (...names: string[]): Field[] => names.map((name) => ({ name, as: 'switch' }))
const seconds = (...names: string[]): Field[] =>
  names.map((name) => ({ name, as: 'number', most: MOST_SECONDS }))

export const GROUPS: readonly Group[] = [
  {
    title: 'admin.policy.group.start',
    fields: switches(
      'agent_may_ask',
      'ask_needs_message',
      'customer_may_start',
      'join_without_code',
      'view_needs_press',
      'restart',
    ),
  },
  {
    title: 'admin.policy.group.scopes',
    fields: [
      {
        name: 'scopes',
        as: 'several',
        among: ['view', 'control', 'screen', 'voice', 'video', 'document'],
      },
    ],
  },
  {
    title: 'admin.policy.group.control',
    fields: [
      { name: 'control', as: 'one', among: ['asked', 'included', 'switched'] },
      ...switches(
        'control_survives_load',
        'submit_by_agents',
        'navigation_by_agents',
        'tabs_by_agents',
        'paste_by_agents',
        'laser',
        'pen',
        'clear_all',
      ),
    ],
  },
  {
    title: 'admin.policy.group.pause',
    fields: switches('customer_may_pause', 'stop_pauses'),
  },
  {
    title: 'admin.policy.group.people',
    fields: [
      ...switches('several_agents'),
      { name: 'most_agents', as: 'number', most: MOST_OTHERS },
      ...switches('guests'),
      { name: 'transfer', as: 'one', among: ['ends', 'warm', 'refused'] },
    ],
  },
  {
    title: 'admin.policy.group.calls',
    fields: [
      ...switches('calls_by_customer'),
      { name: 'screen_surfaces', as: 'several', among: ['browser', 'window', 'monitor'] },
      ...switches('screen_sound'),
    ],
  },
  {
    title: 'admin.policy.group.chat',
    fields: [
      ...switches('blurbs', 'keep_transcript', 'transcript_export', 'language_choice'),
      { name: 'languages', as: 'several', among: LANGUAGES },
    ],
  },
  {
    title: 'admin.policy.group.times',
    fields: seconds(
      'ask_seconds',
      'cooldown_seconds',
      'withdrawn_seconds',
      'waiting_seconds',
      'dock_seconds',
      'away_seconds',
      'outside_seconds',
      'inactive_seconds',
      'close_seconds',
      'abandoned_seconds',
    ),
  },
]

const NAMED = new Set(GROUPS.flatMap(({ fields }) => fields.map(({ name }) => name)))

/** Fields that a newer server has and this page does not know by name. */
export function unnamed(policy: Policy): Field[] {
  return Object.entries(policy)
    .filter(([name]) => !NAMED.has(name))
    .flatMap(([name, value]): Field[] => {
      if (typeof value === 'boolean') return [{ name, as: 'switch' }]
      return typeof value === 'number' ? [{ name, as: 'number', most: MOST_SECONDS }] : []
    })
}

export type PolicyWrong = 'number' | 'video' | 'screen'

/** Why the server would refuse it. */
export function policyWrong(policy: Policy): PolicyWrong | null {
  const has = (field: string, value: string): boolean =>
    (policy[field] as readonly string[] | undefined)?.includes(value) ?? false
  for (const { fields } of GROUPS) {
    for (const field of fields) {
      if (field.as !== 'number') continue
      const value = policy[field.name]
      if (value === undefined) continue
      if (typeof value !== 'number' || !(value >= 0 && value <= field.most)) return 'number'
    }
  }
  if (has('scopes', 'video') && !has('scopes', 'voice')) return 'video'
  const surfaces = policy.screen_surfaces as readonly string[] | undefined
  return has('scopes', 'screen') && surfaces?.length === 0 ? 'screen' : null
}
