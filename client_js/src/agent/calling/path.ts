import { css, html, nothing, type TemplateResult } from 'lit'
import type { PathProblem } from '../../rtc/media_links.js'
import { gradeOf } from '../../rtc/quality.js'
import { checkPage } from '../../ui/check_page.js'
import { pathParams } from '../chip.js'
import { type Key, t } from '../texts.js'
import type { CallDesk } from './call_desk.js'

export const pathStyles = css`
  .path {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--good-soft);
    color: var(--good-soft-ink);
    font-size: var(--text-small);
    white-space: nowrap;
  }
  .path.fair,
  .path.poor {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .path .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: currentColor;
  }
`

/** On which path a call or a screen comes, and how well. */
export function pathTag(calls: CallDesk, conversation: string): TemplateResult | typeof nothing {
  const stats = calls.path(conversation)
  if (stats === null) return nothing
  const grade = gradeOf(stats)
  const more = t(`agent.call.path_${stats.path}`, pathParams(stats))
  const words = t(`agent.call.path_${grade}`, { path: t(`agent.path.${stats.path}`) })
  return html`<span class="path ${grade}" title=${more}>
    <span class="dot"></span>${words}<span class="visually-hidden">. ${more}</span>
  </span>`
}

/** Why there is none. */
export function pathProblemKey(problem: PathProblem): Key {
  return problem === 'no_path' ? 'agent.path.no_path' : `agent.path.turn_${problem}`
}

/** Where agents see what their network lets through. */
export function checkLink(): TemplateResult | typeof nothing {
  const page = checkPage()
  if (page === null) return nothing
  return html`<a href=${page} target="_blank" rel="noopener">${t('agent.path.check')}</a>`
}
