import { html, nothing, type TemplateResult } from 'lit'
import '../../charts/chart.js'
import type { ChartSpec, Colour } from '../../charts/spec.js'
import type { DurationRow, Figures, FunnelRow, PathRow, SeriesRow } from './analytics_api.js'
import {
  busiest,
  duration,
  notAllowed,
  number,
  percent,
  share,
  stepLabel,
  stepName,
} from './figures.js'
import { bar, type Tone, titled } from './parts.js'
import { type Key, t } from './texts.js'

type Stage = readonly [Key, number, Tone, strong: boolean]

/** How far it got, and where it stopped. */
export function funnel({ sessions, filters }: Figures): TemplateResult {
  const { asked, allowed } = sessions
  const answer = t('admin.analytics.funnel.answer', {
    share: percent(share(allowed, asked)),
    allowed: number(allowed),
    asked: number(asked),
  })
  return html`<section class="card">
    ${titled(t('admin.analytics.funnel'), filters, 'funnel')}
    <p class="answer">${answer}</p>
    <table class="figures">
      <caption class="visually-hidden">${t('admin.analytics.funnel')}</caption>
      <thead>
        <tr>
          <th scope="col">${t('admin.analytics.stage')}</th>
          <th scope="col">${t('admin.analytics.sessions')}</th>
          <th scope="col">${t('admin.analytics.share')}</th>
          <td class="bar"></td>
        </tr>
      </thead>
      <tbody>
        ${stages(sessions).map(
          ([key, value, tone, strong]) => html`<tr class=${strong ? 'strong' : ''}>
            <th scope="row">${t(key)}</th>
            <td>${number(value)}</td>
            <td>${percent(share(value, asked))}</td>
            <td class="bar">${bar(share(value, asked), tone)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

/** First those that lead on, then those that do not and have happened. */
function stages(row: FunnelRow): readonly Stage[] {
  const on: readonly Stage[] = [
    ['admin.analytics.asked', row.asked, '', true],
    ['admin.analytics.allowed', row.allowed, '', true],
    ['admin.analytics.connected', row.connected, '', true],
    ['admin.analytics.pictured', row.pictured, '', true],
    ['admin.analytics.ended', row.ended, '', true],
  ]
  const off: readonly Stage[] = [
    ['admin.analytics.open', row.open, 'pale', false],
    ['admin.analytics.error', row.error, 'bad', false],
    ['admin.analytics.denied', row.denied, 'other', false],
    ['admin.analytics.expired', row.expired, 'other', false],
    ['admin.analytics.withdrawn', row.withdrawn, 'other', false],
    ['admin.analytics.cancelled', row.cancelled, 'other', false],
  ]
  return [...on, ...off.filter(([, value]) => value > 0)]
}

const OVER_TIME: readonly (readonly [Key, Colour, Tone, (row: SeriesRow) => number])[] = [
  ['admin.analytics.ended', 'ended', '', ({ ended }) => ended],
  ['admin.analytics.open', 'open', 'pale', ({ open }) => open],
  ['admin.analytics.not_allowed', 'not-allowed', 'other', notAllowed],
  ['admin.analytics.error', 'error', 'bad', ({ error }) => error],
]

/** How many, and how they ended, step by step. */
export function overTime(figures: Figures, rightToLeft: boolean): TemplateResult {
  const { series, filters, sessions } = figures
  const most = busiest(series)
  const answer = most
    ? t('admin.analytics.series.answer', {
        count: number(sessions.asked),
        when: stepName(most.start, filters.interval),
        most: number(most.asked),
      })
    : ''
  const spec: ChartSpec = {
    kind: 'bars',
    ...steps(figures),
    series: OVER_TIME.map(([key, colour, , of]) => ({
      label: t(key),
      colour,
      values: series.map(of),
    })),
    tell: number,
    rightToLeft,
  }
  return html`<section class="card">
    ${titled(t('admin.analytics.series'), filters, 'series', { interval: filters.interval })}
    <p class="answer">${answer}</p>
    <alongside-chart .spec=${spec} label=${answer} @failed=${unfold}></alongside-chart>
    <ul class="legend">
      ${OVER_TIME.map(([key, , tone]) => html`<li>${bar(1, tone)}${t(key)}</li>`)}
    </ul>
    ${table(
      t('admin.analytics.series'),
      [t('admin.analytics.start'), t('admin.analytics.asked'), ...OVER_TIME.map(([key]) => t(key))],
      series.map((row) => [
        stepName(row.start, filters.interval),
        number(row.asked),
        ...OVER_TIME.map(([, , , of]) => number(of(row))),
      ]),
    )}
  </section>`
}

/** How many of those asked said no, step by step. */
export function deniedShare(figures: Figures, rightToLeft: boolean): TemplateResult {
  const { series, filters, sessions } = figures
  const shares = series.map(({ denied, asked }) => share(denied, asked))
  const answer = t('admin.analytics.denied_share.answer', {
    share: percent(share(sessions.denied, sessions.asked)),
  })
  const label = t('admin.analytics.denied_share')
  const spec: ChartSpec = {
    kind: 'line',
    ...steps(figures),
    series: [{ label, colour: 'ended', values: shares }],
    tell: percent,
    rightToLeft,
  }
  return html`<section class="card">
    ${titled(label, filters, 'series', { interval: filters.interval })}
    <p class="answer">${answer}</p>
    <alongside-chart .spec=${spec} label=${answer} @failed=${unfold}></alongside-chart>
    ${table(
      label,
      [t('admin.analytics.start'), t('admin.analytics.asked'), label],
      series.map((row, at) => [
        stepName(row.start, filters.interval),
        number(row.asked),
        percent(shares[at] ?? null),
      ]),
    )}
  </section>`
}

function steps({ series, filters }: Figures): Pick<ChartSpec, 'labels' | 'names'> {
  return {
    labels: series.map(({ start }) => stepLabel(start, filters.interval)),
    names: series.map(({ start }) => stepName(start, filters.interval)),
  }
}

/** Without the chart, its table is what there is. */
function unfold(event: Event): void {
  const section = (event.target as HTMLElement).closest('section')
  const details = section?.querySelector('details')
  if (details) details.open = true
  const note = section?.querySelector<HTMLElement>('.no-chart')
  if (note) note.hidden = false
  ;(event.target as HTMLElement).hidden = true
}

function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): TemplateResult {
  return html`
    <p class="no-chart notice" role="status" hidden>${t('admin.analytics.no_chart')}</p>
    <details>
      <summary>${t('admin.analytics.as_table')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
        <table class="figures">
          <caption class="visually-hidden">${caption}</caption>
          <thead>
            <tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr>
          </thead>
          <tbody>
            ${rows.map(
              ([first, ...rest]) => html`<tr>
                <th scope="row">${first}</th>
                ${rest.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `
}

/** How long people wait, and how long it lasts. */
export function durations({ durations, waits, filters }: Figures): TemplateResult {
  const wait = durations.find(({ measure }) => measure === 'until_allowed')
  const waited = waits.filter(({ measure }) => measure === 'until_allowed')
  const rows: readonly (readonly [Key, DurationRow])[] = [
    ...waited.map((row) => ['admin.analytics.measure.waited', row] as const),
    ...durations.map((row) => [`admin.analytics.measure.${row.measure}` as Key, row] as const),
  ]
  const answer = wait
    ? t('admin.analytics.durations.answer', {
        median: duration(wait.median),
        most: duration(wait.p90),
      })
    : t('admin.analytics.durations.none')
  const headings: readonly Key[] = [
    'admin.analytics.measure',
    'admin.analytics.median',
    'admin.analytics.p90',
  ]
  return html`<section class="card">
    ${titled(t('admin.analytics.durations'), filters, 'durations')}
    <p class="answer">${answer}</p>
    ${
      rows.length === 0
        ? nothing
        : html`<table class="figures">
      <caption class="visually-hidden">${t('admin.analytics.durations')}</caption>
      <thead>
        <tr>
          ${headings.map((key) => html`<th scope="col">${t(key)}</th>`)}
          <th scope="col" class="wide">${t('admin.analytics.longest')}</th>
          <th scope="col" class="wide">${t('admin.analytics.count')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([key, row]) => html`<tr>
            <th scope="row">${t(key)}</th>
            <td>${duration(row.median)}</td>
            <td>${duration(row.p90)}</td>
            <td class="wide">${duration(row.longest)}</td>
            <td class="wide">${number(row.count)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`
    }
  </section>`
}

const WAYS: readonly (readonly [Key, Tone, (row: PathRow) => number])[] = [
  ['admin.analytics.direct', '', ({ direct }) => direct],
  ['admin.analytics.turn', 'pale', ({ turn }) => turn],
  ['admin.analytics.sealed', 'other', ({ sealed }) => sealed],
  ['admin.analytics.failed', 'bad', ({ failed }) => failed],
]
const CAUSES = ['no_path', 'turn_refused', 'turn_unreachable'] as const

/** Which way the connections go, and why they do not. */
export function paths({ paths, filters }: Figures): TemplateResult {
  const sum = (of: (row: PathRow) => number) => paths.reduce((all, row) => all + of(row), 0)
  const links = sum((row) => row.links)
  const part = (of: (row: PathRow) => number) => percent(share(sum(of), links))
  const answer =
    links === 0
      ? t('admin.analytics.paths.none')
      : t('admin.analytics.paths.answer', {
          failed: part(({ failed }) => failed),
          turn: part(({ turn }) => turn),
          sealed: part(({ sealed }) => sealed),
        })
  const causes = CAUSES.map((cause) => [cause, sum((row) => row[cause])] as const)
  return html`<section class="card">
    ${titled(t('admin.analytics.paths'), filters, 'paths')}
    <p class="answer">${answer}</p>
    ${paths.map((row) => ways(row))}
    ${
      causes.every(([, value]) => value === 0)
        ? nothing
        : html`
      <h3>${t('admin.analytics.causes')}</h3>
      <table class="figures">
        <caption class="visually-hidden">${t('admin.analytics.causes')}</caption>
        <thead>
          <tr>
            <th scope="col">${t('admin.analytics.cause')}</th>
            <th scope="col">${t('admin.analytics.count')}</th>
          </tr>
        </thead>
        <tbody>
          ${causes.map(
            ([cause, value]) => html`<tr>
              <th scope="row">${t(`admin.analytics.cause.${cause}`)}</th>
              <td>${number(value)}</td>
            </tr>`,
          )}
        </tbody>
      </table>`
    }
  </section>`
}

function ways(row: PathRow): TemplateResult {
  return html`<table class="figures">
    <caption class="visually-hidden">${t(`admin.analytics.kind.${row.kind}`)}</caption>
    <thead>
      <tr>
        <th scope="col">${t(`admin.analytics.kind.${row.kind}`)}</th>
        <th scope="col">${t('admin.analytics.count')}</th>
        <td></td>
        <td class="bar"></td>
      </tr>
    </thead>
    <tbody>
      ${WAYS.map(([key, tone, of]) => {
        const part = share(of(row), row.links)
        return html`<tr>
          <th scope="row">${t(key)}</th>
          <td>${number(of(row))}</td>
          <td>${percent(part)}</td>
          <td class="bar">${bar(part, tone)}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}
