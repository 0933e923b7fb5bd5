import { enInviting } from '../../i18n/en_inviting.js'
import { translator } from '../../i18n/translator.js'

/** The customer's texts about inviting somebody. */
export const t = translator(enInviting)
