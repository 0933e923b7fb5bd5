import type { RefusalCode } from '../control/messages.js'
import type { ReachWords } from '../control/take/words.js'
import { enAgent } from '../i18n/en_agent.js'
import type { MirrorInkWords } from '../ink/mirror_ink.js'
import type { MirrorWords } from '../mirror/view/words.js'
import { type Key, t } from './texts.js'

/** What a mirror in the console says. */
export const mirrorWords: MirrorWords = {
  title: t('agent.co_browse.mirror'),
  scroll: t('agent.mirror.scroll'),
  look: t('agent.mirror.look'),
  customer: {
    here: t('agent.mirror.customer_here'),
    above: t('agent.mirror.customer_above'),
    below: t('agent.mirror.customer_below'),
    left: t('agent.mirror.customer_left'),
    right: t('agent.mirror.customer_right'),
  },
  reasons: {
    frame: t('agent.mirror.box_frame'),
    media: t('agent.mirror.box_media'),
    plugin: t('agent.mirror.box_plugin'),
    blocked: t('agent.mirror.box_blocked'),
    masked: t('agent.mirror.box_masked'),
    unreadable: t('agent.mirror.box_unreadable'),
  },
  size: (width, height) => t('agent.mirror.size', { width: String(width), height: String(height) }),
}

/** What is said of an agent's input that had no effect. */
export function refusalWords(kind: 'refused' | 'asked', code: RefusalCode): string {
  const key = `agent.${kind}.${code.slice('control.'.length)}`
  return t(Object.hasOwn(enAgent, key) ? (key as Key) : `agent.${kind}.other`)
}

/** What the agent's side of remote control says. */
export const reachWords: ReachWords = {
  surface: t('agent.control.surface'),
  leave: t('agent.control.leave'),
  refused: (code) => refusalWords('refused', code),
  asked: (code) => refusalWords('asked', code),
  pasteTooLong: t('agent.control.paste_too_long'),
  pickers: {
    list: t('agent.control.list'),
    value: t('agent.control.value'),
    set: t('agent.control.set'),
    clear: t('agent.control.clear'),
    cancel: t('agent.cancel'),
    empty: t('agent.control.empty'),
  },
}

/** What is said beside pointers and drawings on a mirror. */
export const inkWords: MirrorInkWords = {
  customer: t('agent.ink.customer'),
  marker: { laser: t('agent.ink.marker_laser'), pen: t('agent.ink.marker_pen') },
}
