import { html, type TemplateResult } from 'lit'
import { codeOf, errorText } from '../../parts/errors.js'
import { eventWords } from '../../parts/event_kinds.js'
import { moment } from '../../parts/times.js'
import { type Key, t } from './texts.js'
import type { Webhook } from './webhook_api.js'

const BY_CODE: ReadonlyMap<string, Key> = new Map([
  ['bad_webhook_url', 'admin.webhooks.bad_url'],
  ['webhook_address_refused', 'admin.webhooks.refused_address'],
  ['unknown_events', 'admin.webhooks.unknown_events'],
  ['too_many_webhooks', 'admin.webhooks.too_many'],
])

/** Refusals that are about the field of the URL. */
const OF_URL: ReadonlySet<string> = new Set(['bad_webhook_url', 'webhook_address_refused'])

export function refusal(error: unknown): { text: string; ofUrl: boolean } {
  const code = codeOf(error)
  const known = BY_CODE.get(code)
  return { text: known ? t(known) : errorText(error), ofUrl: OF_URL.has(code) }
}

const FAILURES: ReadonlySet<string> = new Set([
  'timeout',
  'connection',
  'dns',
  'tls',
  'no_answer',
  'address_refused',
  'url_refused',
])

/** Why an attempt failed (signaling/webhooks/retrying.py). */
export function failureWords(failure: string | null): string {
  const status = /^status_(\d+)$/.exec(failure ?? '')?.[1]
  if (status !== undefined) return t('admin.webhooks.failure.status', { status })
  return FAILURES.has(failure ?? '')
    ? t(`admin.webhooks.failure.${failure}` as Key)
    : t('admin.webhooks.failure.other')
}

type State = 'on' | 'failing' | 'paused' | 'off'

export function stateOf({ enabled, off_because, failing_since }: Webhook): State {
  if (!enabled) return off_because === 'operator' ? 'paused' : 'off'
  return failing_since === null ? 'on' : 'failing'
}

const TONES: Readonly<Record<State, string>> = {
  on: 'good',
  failing: 'bad',
  paused: '',
  off: 'warn',
}

export function stateBadge(webhook: Webhook): TemplateResult {
  const state = stateOf(webhook)
  return html`<span class="badge ${TONES[state]}">${t(`admin.webhooks.${state}`)}</span>`
}

/** What its state means, in a sentence. */
export function stateSentence(webhook: Webhook): string {
  const state = stateOf(webhook)
  if (state === 'off') return offSentence(webhook)
  return t(`admin.webhooks.${state}_more`, { time: moment(webhook.failing_since ?? 0) })
}

function offSentence({ off_because }: Webhook): string {
  if (off_because === 'gone') return t('admin.webhooks.gone_more')
  return t(
    off_because === 'overflow' ? 'admin.webhooks.overflow_more' : 'admin.webhooks.off_failing_more',
  )
}

export function eventsWords({ events }: Webhook): string {
  const [first, ...more] = events
  if (first === undefined) return t('admin.webhooks.all_events')
  return more.length === 0 ? eventWords(first) : t('admin.webhooks.count', { count: events.length })
}
