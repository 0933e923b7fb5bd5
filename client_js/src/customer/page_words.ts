import type { Question } from './questions.js'
import { t } from './text.js'
import type { TogetherWords } from './together/together.js'

const PROBLEMS: Readonly<Record<string, Parameters<typeof t>[0]>> = {
  'mirror.capture_failed': 'notice.capture_failed',
  'mirror.not_loaded': 'notice.not_loaded',
}

/** What `together.js` says in the page. */
export const togetherWords: TogetherWords = { pointsAt, leave }

/** What she is told when not all of the page can be shown. */
export function captureProblem(code: string): string {
  return t(PROBLEMS[code] ?? 'notice.capture_partial')
}

function pointsAt(agent: string, target: string): string {
  return t('ink.points_at', { agent, target })
}

function leave(agent: string, url: string): Question {
  const { host } = new URL(url)
  const text = t('question.leave', { agent, host })
  return { text, yes: t('question.leave_yes'), no: t('question.leave_no') }
}
