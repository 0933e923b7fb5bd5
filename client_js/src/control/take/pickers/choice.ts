/** The options of a list, as a picker shows them. */
export interface Option {
  readonly element: HTMLOptionElement
  readonly label: string
  readonly disabled: boolean
  /** Name of its `optgroup`; '' outside of any. */
  readonly group: string
}

/** What can be seen of the options; those without a box are left out, as browsers do. */
export function optionsOf(select: HTMLSelectElement): Option[] {
  return [...select.options]
    .filter((element) => !element.hidden)
    .map((element) => {
      const group = element.closest('optgroup')
      return {
        element,
        label: element.label || element.text,
        disabled: element.disabled || (group?.disabled ?? false),
        group: group?.label ?? '',
      }
    })
}

/** Whether it is a box with several lines, all in sight, not one that opens. */
export function isListBox({
  multiple,
  size,
}: Pick<HTMLSelectElement, 'multiple' | 'size'>): boolean {
  return multiple || size > 1
}

/** The next option from `from` on that can be chosen, in steps of `step`; `from` if there is none. */
export function stepTo(
  options: readonly { disabled: boolean }[],
  from: number,
  step: number,
): number {
  for (let at = from + step; at >= 0 && at < options.length; at += step) {
    if (!options[at]?.disabled) return at
  }
  return from
}

/** The first or last that can be chosen; -1 if none can. */
export function endOf(options: readonly { disabled: boolean }[], end: 'first' | 'last'): number {
  const isEnabled = ({ disabled }: { disabled: boolean }): boolean => !disabled
  return end === 'first' ? options.findIndex(isEnabled) : options.findLastIndex(isEnabled)
}

const PAUSE_MS = 1_000

/** Finds options by what is typed. */
export class TypeAhead {
  #typed = ''
  #at = Number.NEGATIVE_INFINITY

  /** Whether a blank belongs to what is being typed, rather than chooses. */
  isTyping(now: number): boolean {
    return this.#typed !== '' && now - this.#at < PAUSE_MS
  }

  /** The option that the characters so far lead to, looked for from `from` on and around; `from` if
   * there is none. One character again and again goes through all that begin with it. */
  find(
    options: readonly { label: string; disabled: boolean }[],
    from: number,
    character: string,
    now: number,
  ): number {
    const isNew = !this.isTyping(now)
    this.#typed = (isNew ? '' : this.#typed) + character.toLocaleLowerCase()
    this.#at = now
    const same = [...this.#typed].every((typed) => typed === this.#typed[0])
    const wanted = same ? (this.#typed[0] ?? '') : this.#typed
    for (let step = same ? 1 : 0; step <= options.length; step++) {
      const at = (Math.max(from, 0) + step) % options.length
      const option = options[at]
      if (!option?.disabled && option?.label.trim().toLocaleLowerCase().startsWith(wanted))
        return at
    }
    return from
  }
}
