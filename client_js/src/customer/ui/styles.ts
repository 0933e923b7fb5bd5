import { barStyles } from './bar_styles.js'
import { chat } from './chat_styles.js'
import { consent } from './consent_styles.js'
import { frame } from './frame_styles.js'
import { outline } from './outline_styles.js'

/** The look of the widget. Adopt after `tokens` and `controls`. */
export const styles = [frame, chat, consent, barStyles, outline]
