import { html, type TemplateResult } from 'lit'
import { eventWords } from '../../parts/event_kinds.js'
import type { Column } from '../../parts/table.js'
import { moment } from '../../parts/times.js'
import { t as live } from '../live/texts.js'
import type { AuditRecord, Row } from './audit_api.js'
import { pressable, textOf } from './ids.js'
import type { Search } from './search.js'
import { type Key, t } from './texts.js'

/** What has a column of its own, or says nothing to people. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['conversation', 'seq', 'type', 'at', 'by', 'role', 'scope'],
])
const TIMES: ReadonlySet<string> = new Set(['until', 'deadline', 'not_before', 'dock_deadline'])
const ROLES: ReadonlySet<string> = new Set(['customer', 'agent', 'supervisor', 'guest', 'operator'])

/** `look`: for what somebody presses in a row. */
export function columnsOf(look: (found: Partial<Search>) => void): readonly Column<Row>[] {
  return [
    { heading: t('admin.audit.number'), cell: ({ number }) => String(number) },
    {
      heading: t('admin.audit.time'),
      cell: ({ record }) => (record ? moment(record.at / 1000) : '–'),
    },
    { heading: t('admin.audit.kind'), cell: whatCell, text: whatWords },
    {
      heading: t('admin.audit.by'),
      cell: ({ record }) => (record ? whoCell(record, look) : '–'),
      text: ({ record }) => (record ? `${roleWords(record)} ${record.by ?? ''}` : ''),
    },
    {
      heading: t('admin.audit.conversation'),
      cell: ({ record }) =>
        record?.conversation
          ? pressable(record.conversation, () => look({ conversation: record.conversation }))
          : '–',
      text: ({ record }) => record?.conversation ?? '',
    },
    { heading: t('admin.audit.details'), cell: detailsCell, text: detailsWords },
  ]
}

function whatCell(row: Row): TemplateResult {
  if (row.record !== null) return html`${whatWords(row)}`
  return html`<span class="badge ${row.broken ? 'bad' : ''}">${whatWords(row)}</span>`
}

function whatWords({ record, broken }: Row): string {
  if (record === null) return t(broken ? 'admin.audit.record_broken' : 'admin.audit.record_erased')
  const what = eventWords(record.type)
  return record.scope === undefined ? what : `${what}: ${live(`admin.live.scope.${record.scope}`)}`
}

function whoCell(record: AuditRecord, look: (found: Partial<Search>) => void): TemplateResult {
  const { by } = record
  if (by === undefined) return html`–`
  return html`${roleWords(record)} ${pressable(by, () => look({ by }))}`
}

function roleWords({ role }: AuditRecord): string {
  return ROLES.has(role ?? '') ? t(`admin.audit.role.${role}` as Key) : (role ?? '')
}

/** Its beginning tells one from another; all of it is read out, and looked for. */
function detailsCell(row: Row): TemplateResult | string {
  const words = detailsWords(row)
  return words === '' ? '–' : html`<code dir="ltr">${words}</code>`
}

/** As the log has it: for whoever compares it with the file. */
function detailsWords({ record }: Row): string {
  return Object.entries(record ?? {})
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => `${name}=${TIMES.has(name) ? timeOf(value) : textOf(value)}`)
    .join(' ')
}

function timeOf(value: unknown): string {
  return typeof value === 'number' ? new Date(value).toISOString() : textOf(value)
}
