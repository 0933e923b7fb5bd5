import { OwnPage } from '../i18n/own_page.js'

/** The admin console, as one page in one language. */
export const ownPage = new OwnPage('admin')
