/** Colours that can be told apart, with 3:1 against white and against black, and 4.5:1 for white
 * text on them. None is the red of clicks. */
export const PALETTE = [
  '#2563eb',
  '#15803d',
  '#c026d3',
  '#a16207',
  '#0e7490',
  '#7c3aed',
  '#be185d',
  '#4d7c0f',
] as const

/** Of the customer's own pointer. */
export const CUSTOMER_COLOUR = '#5b6472'

export function colour(number: number): string {
  return PALETTE[number % PALETTE.length] ?? PALETTE[0]
}

/** Gives each person a colour that nobody else has, as long as there are any; a person who comes
 * back gets the same. */
export class ColourBook {
  readonly #of = new Map<string, number>()

  get of(): ReadonlyMap<string, number> {
    return this.#of
  }

  numberOf(person: string): number {
    const number = this.#of.get(person) ?? this.#of.size
    this.#of.set(person, number)
    return number
  }
}
