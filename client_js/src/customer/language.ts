import { chosen, offered } from '../i18n/languages.js'
import { loadTexts } from '../i18n/load.js'
import { speak, type Texts } from '../i18n/spoken.js'
import type { Identified } from './identity.js'
import type { Memory } from './memory.js'
import { t } from './text.js'

export interface LanguageOptions {
  /** The broker's address, ending in a slash. */
  base: string
  memory: Pick<Memory, 'get' | 'set'>
  identified: Pick<Identified, 'languages' | 'english_changed'>
  notify(text: string): void
  changed(): void
}

/** What the widget speaks: her choice of this session, else what the page or her browser speaks. */
export class Language {
  readonly offered: readonly string[]
  readonly #options: LanguageOptions
  #wanted = ''

  constructor(options: LanguageOptions) {
    this.#options = options
    this.offered = offered(options.identified.languages)
  }

  /** Resolves when there are the right words, or none can be had soon. */
  async begin(): Promise<void> {
    const { lang } = document.documentElement
    const wishes = [this.#options.memory.get('language'), lang, ...navigator.languages]
    await this.#speak(chosen(this.offered, wishes))
  }

  /** She has chosen it. What she has read so far stays until the new words are here. */
  async choose(tag: string): Promise<void> {
    const { memory, notify, changed } = this.#options
    if (!(await this.#speak(tag))) notify(t('language.failed'))
    else if (tag === this.#wanted) memory.set('language', tag)
    changed()
  }

  async #speak(tag: string): Promise<boolean> {
    this.#wanted = tag
    const texts = await this.#texts(tag)
    // She has chosen again meanwhile.
    if (tag !== this.#wanted) return true
    if (texts !== null) speak(tag, texts)
    return texts !== null
  }

  #texts(tag: string): Promise<Texts | null> {
    const { base, identified } = this.#options
    // The English texts are here, unless the operator has others.
    if (tag === 'en' && !identified.english_changed) return Promise.resolve({})
    return loadTexts(base, 'customer', tag)
  }
}
