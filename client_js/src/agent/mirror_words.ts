import type { MirrorWords } from '../mirror/view/words.js'
import { t } from './texts.js'

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
