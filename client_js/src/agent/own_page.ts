import { OwnPage } from '../i18n/own_page.js'

/** The console, as one page in one language. */
export const ownPage = new OwnPage('agent')
