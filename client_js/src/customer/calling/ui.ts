import { callBar } from './call_bar.js'
import { callPanel } from './call_panel.js'
import { callPrompt } from './call_prompt.js'
import { isOn } from './call_words.js'
import { callStyles } from './styles.js'
import { t } from './text.js'

/** What the widget draws of calls once `calling.js` is there. */
export const callUi = {
  prompt: callPrompt,
  panel: callPanel,
  bar: callBar,
  /** Whether there is a bar. */
  isOn,
  sheet: callStyles.styleSheet as CSSStyleSheet,
  blurb: (kind: string, agent: string): string => t(BLURB[about(kind)], { agent }),
  secondsLeft: (kind: string, seconds: number): string => t(SECONDS[about(kind)], { seconds }),
}

const BLURB = { screen: 'screen.blurb', document: 'document.blurb', call: 'call.blurb' } as const
const SECONDS = {
  screen: 'screen.seconds',
  document: 'document.seconds',
  call: 'call.seconds',
} as const

function about(kind: string): 'screen' | 'document' | 'call' {
  return kind === 'screen' || kind === 'document' ? kind : 'call'
}

export type CallUi = typeof callUi
