/** What a chart shows, without anything of the library that draws it. */
export interface ChartSpec {
  /** `bars`: the series of each step on one another. */
  readonly kind: 'bars' | 'line'
  /** Short ones below the axis. */
  readonly labels: readonly string[]
  /** In full, for whoever points at a step. */
  readonly names: readonly string[]
  /** `values`: null: nothing to tell of this step. */
  readonly series: readonly {
    readonly label: string
    readonly colour: Colour
    readonly values: readonly (number | null)[]
  }[]
  /** How values are told. */
  readonly tell: (value: number) => string
  readonly rightToLeft: boolean
}

export const COLOURS = ['ended', 'open', 'not-allowed', 'error'] as const
export type Colour = (typeof COLOURS)[number]

/** Read from the element that the chart is in: the tokens of the moment. */
export interface Look {
  readonly colours: Readonly<Record<Colour, string>>
  readonly ink: string
  readonly line: string
  readonly surface: string
  readonly font: string
}

export interface DrawnChart {
  show(spec: ChartSpec, look: Look): void
  remove(): void
}
