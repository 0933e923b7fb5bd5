import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { type ChartSpec, COLOURS, type DrawnChart, type Look } from './spec.js'

/** Not told to the bundler: it is a bundle of its own, and comes when a chart is to be drawn. */
const BUNDLE = '/static/charts.js'
type Bundle = typeof import('./main.js')

let bundle: Promise<Bundle> | null = null

/** Once for all charts; again after a failure. */
function load(): Promise<Bundle> {
  bundle ??= import(BUNDLE).catch((error: unknown) => {
    bundle = null
    throw error
  })
  return bundle
}

/** `failed` (bubbles): it cannot be drawn here; the figures have to be read elsewhere. */
@customElement('alongside-chart')
export class ChartElement extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      height: 220px;
      --ended: var(--accent);
      --open: color-mix(in srgb, var(--accent) 35%, var(--surface));
      --not-allowed: var(--line-strong);
      --error: var(--live);
      --axis: var(--ink-soft);
      --grid: var(--line);
      --behind: var(--surface-raised);
    }
    @media (forced-colors: active) {
      :host {
        --ended: Highlight;
        --open: ButtonFace;
        --not-allowed: GrayText;
        --error: CanvasText;
        --axis: CanvasText;
        --grid: GrayText;
        --behind: Canvas;
      }
    }
    div {
      position: absolute;
      inset: 0;
    }
  `

  @property({ attribute: false }) spec: ChartSpec | null = null
  /** Read out in place of the picture. */
  @property() label = ''

  @state() private drawn: DrawnChart | null = null

  @query('canvas') private readonly canvas!: HTMLCanvasElement

  readonly #looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((one) =>
    matchMedia(one),
  )

  override connectedCallback(): void {
    super.connectedCallback()
    for (const look of this.#looks) look.addEventListener('change', this.#redraw)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const look of this.#looks) look.removeEventListener('change', this.#redraw)
    this.drawn?.remove()
    this.drawn = null
  }

  override render(): TemplateResult {
    return html`<div><canvas role="img" aria-label=${this.label}></canvas></div>`
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('spec') || this.spec === null) return
    if (this.drawn) this.drawn.show(this.spec, this.#look())
    else void this.#draw()
  }

  async #draw(): Promise<void> {
    let draw: Bundle['draw']
    try {
      draw = (await load()).draw
    } catch {
      this.dispatchEvent(new CustomEvent('failed', { bubbles: true }))
      return
    }
    if (!this.isConnected || this.drawn || this.spec === null) return
    this.drawn = draw(this.canvas, this.spec, this.#look())
    this.toggleAttribute('drawn', true)
  }

  readonly #redraw = (): void => {
    if (this.drawn && this.spec) this.drawn.show(this.spec, this.#look())
  }

  /** A canvas knows no custom properties: each is resolved by an element that has it as a colour. */
  #look(): Look {
    const style = getComputedStyle(this)
    const probe = document.createElement('span')
    this.renderRoot.append(probe)
    const read = (name: string) => {
      probe.style.color = `var(--${name})`
      return getComputedStyle(probe).color
    }
    const colours = Object.fromEntries(COLOURS.map((one) => [one, read(one)])) as Look['colours']
    const look = {
      colours,
      ink: read('axis'),
      line: read('grid'),
      surface: read('behind'),
      font: style.getPropertyValue('--font'),
    }
    probe.remove()
    return look
  }
}
