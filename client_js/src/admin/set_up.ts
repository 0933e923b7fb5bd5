import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import type { Account } from '../agent/api.js'
import { brandMark } from '../agent/brand.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import { get, post } from './api.js'
import { ownPage } from './own_page.js'
import { type Wrong, wrongIn } from './parts/account_check.js'
import { codeOf, errorText } from './parts/errors.js'
import { field, valuesOf } from './parts/fields.js'
import { pageStyles } from './parts/page_styles.js'
import { t } from './texts.js'

const PATH = '/set-up'

/** Whether the server has, or has had, an operator; also where it does not say. */
export async function isSetUp(): Promise<boolean> {
  try {
    return !(await get<{ open: boolean }>(PATH)).open
  } catch {
    return true
  }
}

/** The first operator's account. Fires `signed-in` with the Account, `closed` where it is too late. */
@customElement('alongside-admin-set-up')
export class SetUp extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        min-height: 100%;
        padding: var(--space-4);
        background: var(--surface-sunken);
      }
      main {
        width: min(480px, 100%);
        padding: var(--space-6);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        box-shadow: var(--shadow-small);
      }
      .mark {
        width: 44px;
        height: 44px;
      }
      h1 {
        margin: var(--space-4) 0 var(--space-1);
      }
      .form {
        margin-top: var(--space-4);
      }
      footer {
        margin-top: var(--space-4);
      }
      @media (max-width: 479px) {
        main {
          padding: var(--space-4);
        }
      }
    `,
  ]

  @state() private wrong: Wrong = {}
  @state() private failure = ''
  @state() private busy = false

  override render(): TemplateResult {
    const { wrong } = this
    return html`<main>
      ${brandMark}
      <h1>${t('admin.set_up.heading')}</h1>
      <p class="lead">${t('admin.set_up.lead')}</p>
      <form class="form" novalidate @submit=${this.#submit}>
        ${field({
          id: 'code',
          label: t('admin.set_up.code'),
          hint: t('admin.set_up.code_hint'),
          wrong: wrong.code,
          most: 64,
          code: true,
        })}
        ${field({ id: 'name', label: t('admin.set_up.name'), wrong: wrong.name, autocomplete: 'name', most: 100 })}
        ${field({
          id: 'user_name',
          label: t('admin.set_up.user_name'),
          hint: t('admin.set_up.user_name_hint'),
          wrong: wrong.user_name,
          autocomplete: 'username',
          most: 64,
          code: true,
        })}
        ${field({
          id: 'password',
          label: t('admin.set_up.password'),
          hint: t('admin.set_up.password_hint'),
          wrong: wrong.password,
          type: 'password',
          autocomplete: 'new-password',
          most: 256,
        })}
        ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
        <button class="button primary" type="submit" aria-disabled=${this.busy}>
          ${t('admin.set_up.submit')}
        </button>
      </form>
      <footer><alongside-language .page=${ownPage}></alongside-language></footer>
    </main>`
  }

  override firstUpdated(): void {
    this.#field('code')?.focus()
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    const given = valuesOf(event)
    if (this.busy) return
    this.failure = ''
    this.wrong = wrongIn(given)
    if (await this.#pointAtWrong()) return
    this.busy = true
    try {
      const { agent } = await post<{ agent: Account }>(PATH, given)
      this.dispatchEvent(new CustomEvent('signed-in', { detail: agent }))
    } catch (error) {
      await this.#refused(error)
    } finally {
      this.busy = false
    }
  }

  async #refused(error: unknown): Promise<void> {
    switch (codeOf(error)) {
      case 'set_up_closed':
        this.dispatchEvent(new CustomEvent('closed'))
        return
      case 'bad_set_up_code':
        this.wrong = { code: t('admin.set_up.bad_code') }
        await this.#pointAtWrong()
        return
      default:
        this.failure = errorText(error)
    }
  }

  /** Whether there is anything; the first of it has the focus then. */
  async #pointAtWrong(): Promise<boolean> {
    const [first] = Object.keys(this.wrong)
    if (first === undefined) return false
    await this.updateComplete
    this.#field(first)?.focus()
    return true
  }

  #field(id: string): HTMLElement | null {
    return this.renderRoot.querySelector(`#${id}`)
  }
}
