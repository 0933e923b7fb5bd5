import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { all, get } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { field } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { moment } from '../../parts/times.js'
import { toast } from '../../parts/toast.js'
import type { Site } from '../sites/site_api.js'
import { ACTS, actWords, factsWords, t, whoWords } from './act_words.js'
import { ACTS_PATH } from './audit_api.js'
import { filterStyles } from './filter_styles.js'
import { pressable } from './ids.js'
import { type ActSearch, ANY_ACT, isAnything, isId, queryOf } from './search.js'
import { t as audit } from './texts.js'

/** As `/api/v1/audit/acts` tells it (signaling/rest/acts.py). */
interface Act {
  readonly seq: number
  readonly time: number
  readonly who: string
  readonly act: string
  /** Its key. */
  readonly site: string | null
  readonly what: Readonly<Record<string, unknown>>
}

interface Acts {
  readonly items: readonly Act[]
  readonly next: string | null
}

interface Around {
  readonly sites: readonly Site[]
  /** Of accounts and of API keys, by id. */
  readonly names: ReadonlyMap<string, string>
}

const AT_ONCE = 50

interface Named {
  readonly id: string
  readonly name: string
}

async function around(): Promise<Around> {
  const [sites, accounts, { keys: programs }] = await Promise.all([
    all<Site>('/sites', 'sites'),
    all<Named>('/agents', 'agents'),
    get<{ keys: readonly Named[] }>('/api-keys'),
  ])
  return {
    sites,
    names: new Map([...accounts, ...programs].map(({ id, name }) => [id, name])),
  }
}

/** What operators did, the last act first. */
@customElement('alongside-audit-acts')
export class AuditActs extends LitElement {
  static override styles = [controls, pageStyles, filterStyles]

  /** As it stands in the form. */
  @state() private draft: ActSearch = ANY_ACT
  /** What the rows are of. */
  @state() private search: ActSearch = ANY_ACT
  @state() private wrong: Partial<ActSearch> = {}

  readonly #around = new Loading(this, around)
  readonly #acts = new Loading(this, () => this.#page())

  override render(): TemplateResult {
    return this.#around.draw(
      (known) => html`
        <section class="card" aria-labelledby="records">
          <h2 id="records" tabindex="-1">${audit('admin.audit.records')}</h2>
          ${this.#form(known)}
          ${this.#acts.draw((acts) => this.#found(acts, known))}
        </section>
      `,
    )
  }

  #form({ sites }: Around): TemplateResult {
    return html`<form class="filters" novalidate @submit=${this.#find}>
      ${this.#field('from', audit('admin.audit.from'), { type: 'date' })}
      ${this.#field('to', audit('admin.audit.to'), { type: 'date' })}
      ${this.#select('act', t('admin.acts.what'), audit('admin.audit.any'), ACTS, actWords)}
      ${this.#select(
        'site',
        t('admin.acts.site'),
        t('admin.acts.any_site'),
        sites.map(({ key }) => key),
        (key) => sites.find((one) => one.key === key)?.name ?? key,
      )}
      ${this.#field('who', t('admin.acts.who'), { code: true })}
      <p class="soft">${audit('admin.audit.ids')}</p>
      <div class="buttons">
        <button class="button primary" type="submit">${audit('admin.audit.find')}</button>
        ${
          isAnything(this.search) && isAnything(this.draft)
            ? nothing
            : html`<button class="button" type="button" @click=${() => void this.#look(ANY_ACT)}>
              ${audit('admin.audit.clear')}
            </button>`
        }
      </div>
    </form>`
  }

  #field(
    id: 'from' | 'to' | 'who',
    label: string,
    more: { type?: 'date'; code?: boolean },
  ): TemplateResult {
    return field({
      id,
      label,
      value: this.draft[id],
      wrong: this.wrong[id],
      most: 64,
      ...more,
      onInput: (value) => this.#type({ [id]: value.trim() }),
    })
  }

  #select(
    id: 'act' | 'site',
    label: string,
    any: string,
    values: readonly string[],
    words: (value: string) => string,
  ): TemplateResult {
    return html`<div class="row">
      <label for=${id}>${label}</label>
      <select id=${id} class="field"
        @change=${(event: Event) => this.#type({ [id]: (event.currentTarget as HTMLSelectElement).value })}>
        <option value="" ?selected=${this.draft[id] === ''}>${any}</option>
        ${values.map(
          (value) =>
            html`<option value=${value} ?selected=${this.draft[id] === value}>${words(value)}</option>`,
        )}
      </select>
    </div>`
  }

  #found({ items, next }: Acts, known: Around): TemplateResult {
    const empty = audit(isAnything(this.search) ? 'admin.audit.empty' : 'admin.audit.none')
    return html`
      <alongside-table label=${t('admin.acts.heading')} search=${t('admin.acts.search')}
        .columns=${this.#columns(known)} .rows=${items} .empty=${empty}></alongside-table>
      ${
        next === null
          ? nothing
          : html`<button class="button" type="button" @click=${() => void this.#more()}>
            ${audit('admin.audit.more')}
          </button>`
      }
    `
  }

  #columns({ names, sites }: Around): readonly Column<Act>[] {
    const siteName = (key: string | null) =>
      key === null ? '–' : (sites.find((one) => one.key === key)?.name ?? key)
    return [
      { heading: audit('admin.audit.number'), cell: ({ seq }) => String(seq) },
      { heading: audit('admin.audit.time'), cell: ({ time }) => moment(time) },
      {
        heading: t('admin.acts.what'),
        cell: ({ act }) => actWords(act),
        text: ({ act }) => `${act} ${actWords(act)}`,
      },
      {
        heading: t('admin.acts.who'),
        cell: ({ who }) =>
          html`${whoWords(who, names)} ${pressable(who, () => void this.#look({ ...this.search, who }))}`,
        text: ({ who }) => `${whoWords(who, names)} ${who}`,
      },
      {
        heading: t('admin.acts.site'),
        cell: ({ site }) => siteName(site),
        text: ({ site }) => siteName(site),
      },
      {
        heading: t('admin.acts.details'),
        cell: ({ what }) => html`<code dir="ltr">${factsWords(what) || '–'}</code>`,
        text: ({ what }) => factsWords(what),
      },
    ]
  }

  #type(typed: Partial<ActSearch>): void {
    this.draft = { ...this.draft, ...typed }
    this.wrong = {}
  }

  readonly #find = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const { from, to, who } = this.draft
    this.wrong = {
      ...(from !== '' && to !== '' && to < from && { to: audit('admin.audit.bad_period') }),
      ...(who !== '' && !isId(who) && { who: audit('admin.audit.bad_id') }),
    }
    const [first] = Object.keys(this.wrong)
    if (first === undefined) await this.#look(this.draft)
    await this.updateComplete
    if (first !== undefined) this.renderRoot.querySelector<HTMLElement>(`#${first}`)?.focus()
  }

  async #look(search: ActSearch): Promise<void> {
    this.search = search
    this.draft = search
    this.wrong = {}
    await this.#acts.reload()
    this.renderRoot.querySelector<HTMLElement>('#records')?.focus()
  }

  #page(cursor?: string): Promise<Acts> {
    const query = queryOf(this.search)
    query.set('limit', String(AT_ONCE))
    if (cursor !== undefined) query.set('cursor', cursor)
    return get<Acts>(`${ACTS_PATH}?${query}`)
  }

  async #more(): Promise<void> {
    const before = this.#acts.value
    if (before === null || before.next === null) return
    const { search } = this
    try {
      const { items, next } = await this.#page(before.next)
      // Something else is looked for meanwhile.
      if (search !== this.search) return
      this.#acts.set({ items: [...before.items, ...items], next })
    } catch (error) {
      toast(this, errorText(error))
    }
  }
}
