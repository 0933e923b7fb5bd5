/**
 * The pages of the admin console, in the order of its menu. To add one:
 *
 * 1. a folder `pages/NAME/` with an element `<alongside-admin-NAME>`: a LitElement with the styles
 *    `controls` and `pageStyles` (parts/page_styles.ts), one `<h1 tabindex="-1">` in a `.head`, and,
 *    where it needs it, a property `place` (what follows its own part of the address; each place is
 *    a new element); parts/ has what pages are made of:
 *    `Loading` (the states of what the server has), `<alongside-table>` (with search), `field`,
 *    `choice`, `toggle`, `<alongside-copy>`, `ago`, `<alongside-admin-confirm>`, `toast`; api.ts has `get`, `post`, ...;
 * 2. its texts in `i18n/en_admin_NAME.ts` (every catalogue that begins with `en_admin` belongs to
 *    this console), with a `texts.ts` beside the page as pages/sites/ has it;
 * 3. one line here, and `admin.nav.NAME` in `i18n/en_admin.ts`.
 *
 * All pages are one bundle: tests/test_wheel.py has its limit. What draws charts is another, loaded by
 * `<alongside-chart>` (charts/).
 */
import { html, type TemplateResult } from 'lit'
import './pages/analytics/analytics.js'
import './pages/audit/audit.js'
import './pages/live/live.js'
import './pages/people/people.js'
import './pages/policy/policy.js'
import './pages/rules/rules.js'
import './pages/settings/settings.js'
import './pages/webhooks/webhooks.js'
import { sitesPage } from './pages/sites/sites.js'
import type { Key } from './texts.js'

export interface Page {
  /** In the address, `#/NAME`. */
  readonly name: string
  readonly title: Key
  /** `place`: what follows the name in the address. */
  readonly draw: (place: readonly string[]) => TemplateResult
}

export const PAGES: readonly Page[] = [
  { name: 'sites', title: 'admin.nav.sites', draw: sitesPage },
  {
    name: 'rules',
    title: 'admin.nav.rules',
    draw: (place) => html`<alongside-admin-rules .place=${place}></alongside-admin-rules>`,
  },
  {
    name: 'policy',
    title: 'admin.nav.policy',
    draw: (place) => html`<alongside-admin-policy .place=${place}></alongside-admin-policy>`,
  },
  {
    name: 'people',
    title: 'admin.nav.people',
    draw: (place) => html`<alongside-admin-people .place=${place}></alongside-admin-people>`,
  },
  {
    name: 'live',
    title: 'admin.nav.live',
    draw: () => html`<alongside-admin-live></alongside-admin-live>`,
  },
  {
    name: 'analytics',
    title: 'admin.nav.analytics',
    draw: (place) => html`<alongside-admin-analytics .place=${place}></alongside-admin-analytics>`,
  },
  {
    name: 'webhooks',
    title: 'admin.nav.webhooks',
    draw: (place) => html`<alongside-admin-webhooks .place=${place}></alongside-admin-webhooks>`,
  },
  {
    name: 'audit',
    title: 'admin.nav.audit',
    draw: (place) => html`<alongside-admin-audit .place=${place}></alongside-admin-audit>`,
  },
  {
    name: 'settings',
    title: 'admin.nav.settings',
    draw: () => html`<alongside-admin-settings></alongside-admin-settings>`,
  },
]
