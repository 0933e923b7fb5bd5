import type { PickerWords } from '../words.js'

/** Inputs whose value is chosen in a window of the browser's own. */
export const VALUE_TYPES: ReadonlySet<string> = new Set([
  'date',
  'time',
  'datetime-local',
  'month',
  'week',
  'color',
])

export interface ValueDelegate {
  set(value: string): void
  close(): void
}

/** A date, a time or a colour, chosen in a field of the agent's own browser. */
export class ValueForm {
  readonly element = document.createElement('form')
  readonly #field = document.createElement('input')

  constructor(
    input: HTMLInputElement,
    name: string,
    words: PickerWords,
    private readonly delegate: ValueDelegate,
  ) {
    const { element } = this
    element.className = 'value'
    element.setAttribute('role', 'dialog')
    element.setAttribute('aria-label', name)
    const buttons = document.createElement('div')
    buttons.className = 'buttons'
    if (!input.required && input.type !== 'color') {
      buttons.append(this.#button(words.clear, () => this.#set('')))
    }
    const set = this.#button(words.set)
    set.classList.add('primary')
    buttons.append(
      this.#button(words.cancel, () => delegate.close()),
      set,
    )
    element.append(this.#label(input, name), buttons)
    element.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#set(this.#field.value)
    })
  }

  /** Call when it is in sight. `byPointer`: the browser's own calendar or colours open at once. */
  focus(byPointer: boolean): void {
    this.#field.focus({ preventScroll: true })
    // Only in the course of a press: otherwise browsers refuse it.
    if (byPointer && navigator.userActivation.isActive) this.#field.showPicker()
  }

  #set(value: string): void {
    this.delegate.set(value)
    this.delegate.close()
  }

  #label(input: HTMLInputElement, name: string): HTMLElement {
    const label = document.createElement('label')
    const words = document.createElement('span')
    words.dir = 'auto'
    words.textContent = name
    const field = this.#field
    field.type = input.type
    for (const limit of ['min', 'max', 'step', 'required']) {
      const value = input.getAttribute(limit)
      if (value !== null) field.setAttribute(limit, value)
    }
    field.value = input.value
    label.append(words, field)
    return label
  }

  #button(words: string, act?: () => void): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = act ? 'button' : 'submit'
    button.textContent = words
    if (act) button.addEventListener('click', act)
    return button
  }
}
