import type { RefusalCode } from '../control/messages.js'
import type { ReachWords } from '../control/take/words.js'
import { enAgent } from '../i18n/en_agent.js'
import { translator } from '../i18n/translator.js'
import type { MirrorInkWords } from '../ink/mirror_ink.js'
import type { MirrorWords } from '../mirror/view/words.js'

// Customers load this for the preview: not with all that the console says.
type Key = keyof typeof enAgent
const t = translator<Key>(enAgent)

/** What a mirror in the console says, in the language of the moment. */
export const mirrorWords: MirrorWords = {
  get title() {
    return t('agent.co_browse.mirror')
  },
  get scroll() {
    return t('agent.mirror.scroll')
  },
  get look() {
    return t('agent.mirror.look')
  },
  customer: {
    get here() {
      return t('agent.mirror.customer_here')
    },
    get above() {
      return t('agent.mirror.customer_above')
    },
    get below() {
      return t('agent.mirror.customer_below')
    },
    get left() {
      return t('agent.mirror.customer_left')
    },
    get right() {
      return t('agent.mirror.customer_right')
    },
  },
  reasons: {
    get frame() {
      return t('agent.mirror.box_frame')
    },
    get media() {
      return t('agent.mirror.box_media')
    },
    get plugin() {
      return t('agent.mirror.box_plugin')
    },
    get blocked() {
      return t('agent.mirror.box_blocked')
    },
    get masked() {
      return t('agent.mirror.box_masked')
    },
    get unreadable() {
      return t('agent.mirror.box_unreadable')
    },
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
  get surface() {
    return t('agent.control.surface')
  },
  get leave() {
    return t('agent.control.leave')
  },
  refused: (code) => refusalWords('refused', code),
  asked: (code) => refusalWords('asked', code),
  get pasteTooLong() {
    return t('agent.control.paste_too_long')
  },
  pickers: {
    get list() {
      return t('agent.control.list')
    },
    get value() {
      return t('agent.control.value')
    },
    get set() {
      return t('agent.control.set')
    },
    get clear() {
      return t('agent.control.clear')
    },
    get cancel() {
      return t('agent.cancel')
    },
    get empty() {
      return t('agent.control.empty')
    },
  },
}

/** What is said beside pointers and drawings on a mirror. */
export const inkWords: MirrorInkWords = {
  get customer() {
    return t('agent.ink.customer')
  },
  marker: {
    get laser() {
      return t('agent.ink.marker_laser')
    },
    get pen() {
      return t('agent.ink.marker_pen')
    },
  },
}
