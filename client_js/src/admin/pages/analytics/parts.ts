import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import { pathOf } from './analytics_api.js'
import type { Filters } from './filters.js'
import { t } from './texts.js'

/** The heading of a part of the page, with its figures as files. */
export function titled(
  title: string,
  filters: Filters,
  call: string,
  more: Readonly<Record<string, string>> = {},
): TemplateResult {
  const href = (format: string) => `/api/v1${pathOf(filters, call, { ...more, format })}`
  return html`<div class="title">
    <h2>${title}</h2>
    <span class="files">
      <a href=${href('csv')} download aria-label=${t('admin.analytics.csv_of', { table: title })}>
        ${t('admin.analytics.csv')}</a>
      <a href=${href('json')} download="${call}.json"
        aria-label=${t('admin.analytics.json_of', { table: title })}>${t('admin.analytics.json')}</a>
    </span>
  </div>`
}

export type Tone = '' | 'other' | 'bad' | 'pale'

/** A bar as long as its share; who does not see it reads the number beside it. */
export function bar(part: number | null, tone: Tone = ''): TemplateResult {
  const width = { '--part': `${Math.round((part ?? 0) * 1_000) / 10}%` }
  return html`<span class="fill ${tone} ${part ? '' : 'nothing'}" style=${styleMap(width)}></span>`
}
