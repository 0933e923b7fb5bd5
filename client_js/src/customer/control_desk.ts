import type { ChangeList } from '../control/changes.js'
import type { LookingModule } from './lazy_parts.js'
import type { RegionPicker } from './looking/region_picker.js'
import type { Notices } from './notices.js'
import { Questions } from './questions.js'
import { t } from './text.js'
import type { Together } from './together/together.js'
import type { WidgetView } from './view.js'
import type { Prompt } from './view_prompt.js'

export interface ControlDeskOptions {
  /** What is loaded in a session only. */
  together(): Promise<Together>
  /** What is loaded when she looks closer. */
  looking(): Promise<LookingModule>
  /** Our element in the page, and its closed root. */
  host: Element
  root: ShadowRoot
  /** The broker's address, ending in a slash. */
  base: string
  /** She has chosen the part of the page that `request` may be about. */
  allow(request: string, region: Element): void
  notices: Pick<Notices, 'show'>
  changed(): void
}

interface Choosing {
  request: string
  picker: RegionPicker | null
}

const NONE: ChangeList = { list: [], undo: () => 'gone' }

/** What she does about remote control beside the bar: chooses a part of the page, looks through the
 * agent's changes, answers what only she can decide. */
export class ControlDesk {
  readonly questions: Questions
  readonly #options: ControlDeskOptions
  #choosing: Choosing | null = null
  #previewing: symbol | null = null
  /** Closes what she looks at. */
  #close: (() => void) | null = null
  #changes = NONE
  #announced = 0
  #shown = false

  constructor(options: ControlDeskOptions) {
    this.#options = options
    this.questions = new Questions(options.changed)
  }

  /** The request for which she is choosing. */
  get choosing(): string | null {
    return this.#choosing?.request ?? null
  }

  get changes(): ChangeList['list'] {
    return this.#changes.list
  }

  get changesShown(): boolean {
    return this.#shown
  }

  choose({ request, agent }: Prompt): void {
    const choosing: Choosing = { request, picker: null }
    this.#choosing = choosing
    this.#options.changed()
    const { host, root, allow } = this.#options
    void this.#options.looking().then((looking) => {
      if (this.#choosing !== choosing) return
      choosing.picker = looking.regionPicker({
        host,
        root,
        words: {
          title: t('region.title', { agent }),
          hint: t('region.hint'),
          allow: t('region.allow'),
          back: t('region.back'),
          covered: t('ask.covered'),
        },
        chosen: (region) => {
          this.#stopChoosing()
          allow(request, region)
        },
        back: () => this.#stopChoosing(),
      })
      choosing.picker.start()
    })
  }

  /** Shows what leaves this page of this site. */
  preview(site: string, assetOrigins: readonly string[]): void {
    const previewing = Symbol('preview')
    this.#previewing = previewing
    const { root, base, together: page, looking } = this.#options
    void Promise.all([page(), looking()]).then(([together, { previewWindow }]) => {
      if (this.#previewing !== previewing) return
      this.#close = () => together.closePreview()
      together.preview({
        root,
        url: `${base}preview?site=${encodeURIComponent(site)}`,
        assetOrigins,
        window: previewWindow,
        words: {
          title: t('bar.preview'),
          note: t('preview.note'),
          close: t('preview.close'),
          failed: t('preview.failed'),
        },
        closed: () => {
          this.#previewing = null
          this.#close = null
        },
      })
    })
  }

  /** What she needs to look closer does not come: she is back where she was, and reads so. */
  notLoaded(): void {
    this.#previewing = null
    this.#stopChoosing()
    this.#options.notices.show(t('notice.looking_not_loaded'))
  }

  /** To be called at every change of what is shown. */
  settle({ choosing, bar }: Pick<WidgetView, 'choosing' | 'bar'>): void {
    if (choosing === null && this.#choosing !== null) this.#stopChoosing()
    if (bar === null || bar.control === null) this.questions.answer(false)
    if (bar?.preview !== true) {
      this.#previewing = null
      this.#close?.()
    }
  }

  #stopChoosing(): void {
    this.#choosing?.picker?.stop()
    this.#choosing = null
    this.#options.changed()
  }

  /** To be called whenever agents have changed a field, or a change was taken back. */
  follow(changes: ChangeList): void {
    this.#changes = changes
    const newest = changes.list.at(-1)
    if (newest === undefined) this.#shown = false
    else if (newest.id > this.#announced) {
      this.#announced = newest.id
      this.#options.notices.show(t('changes.made', { label: newest.label || t('changes.unnamed') }))
    }
    this.#options.changed()
  }

  show(shown: boolean): void {
    this.#shown = shown
    this.#options.changed()
  }

  undo(ids: readonly number[]): void {
    const kept = ids.filter((id) => this.#changes.undo(id) === 'changed_since')
    if (kept.length > 0) this.#options.notices.show(t('changes.changed_since'))
    this.follow(this.#changes)
  }
}
