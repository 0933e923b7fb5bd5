import { enPlayground } from '../../i18n/en_playground.js'
import { translator } from '../../i18n/translator.js'

/** What the operator reads in the page. */
export const t = translator(enPlayground)
