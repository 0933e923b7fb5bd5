import { enDocuments } from '../i18n/en_documents.js'
import { translator } from '../i18n/translator.js'

export const t = translator<keyof typeof enDocuments>(enDocuments)
