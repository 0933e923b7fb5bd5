import { html, type TemplateResult } from 'lit'
import type { Column } from '../../parts/table.js'
import '../../parts/table.js'
import type { Figures, FunnelRow } from './analytics_api.js'
import { number, percent, share } from './figures.js'
import { titled } from './parts.js'
import { type Key, t } from './texts.js'

/** By whom, where and for what: each a table that can be searched. */
export function breakdowns({ filters, agents, sites, scopes }: Figures): TemplateResult {
  const more = (by: string) => ({ by })
  return html`
    <section class="card">
      ${titled(t('admin.analytics.by_agent'), filters, 'funnel', more('agent'))}
      ${table(t('admin.analytics.by_agent'), t('admin.analytics.agent'), agents, agentName)}
    </section>
    <section class="card">
      ${titled(t('admin.analytics.by_site'), filters, 'funnel', more('site'))}
      ${table(t('admin.analytics.by_site'), t('admin.analytics.site'), sites, ({ name, key }) => name || key)}
    </section>
    <section class="card">
      ${titled(t('admin.analytics.by_scope'), filters, 'funnel', more('scope'))}
      ${table(t('admin.analytics.by_scope'), t('admin.analytics.scope'), scopes, ({ key }) =>
        t(`admin.analytics.scope.${key}` as Key),
      )}
    </section>
  `
}

function agentName({ name, key }: FunnelRow): string {
  return name || key || t('admin.analytics.nobody')
}

function table(
  label: string,
  heading: string,
  rows: readonly FunnelRow[],
  nameOf: (row: FunnelRow) => string,
): TemplateResult {
  const part = (key: Key, of: (row: FunnelRow) => number): Column<FunnelRow> => ({
    heading: t(key),
    cell: (row) => withShare(of(row), row.asked),
  })
  const columns: readonly Column<FunnelRow>[] = [
    { heading, cell: (row) => html`<bdi>${nameOf(row)}</bdi>`, text: nameOf },
    { heading: t('admin.analytics.asked'), cell: ({ asked }) => number(asked) },
    part('admin.analytics.allowed', ({ allowed }) => allowed),
    part('admin.analytics.denied', ({ denied }) => denied),
    part('admin.analytics.ended', ({ ended }) => ended),
    part('admin.analytics.error', ({ error }) => error),
  ]
  return html`<alongside-table label=${label} search=${t('admin.analytics.search')}
    .columns=${columns} .rows=${rows} .empty=${t('admin.analytics.empty')}></alongside-table>`
}

function withShare(value: number, whole: number): TemplateResult {
  const text = value === 0 ? number(0) : `${number(value)}\u00a0(${percent(share(value, whole))})`
  return html`<span class="number">${text}</span>`
}
