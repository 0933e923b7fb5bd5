import { Capture } from '../../mirror/capture/capture.js'
import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import { isShared } from '../../mirror/capture/policy.js'
import { HANDOVER, type Handover, type PreviewWord, type Sent } from '../../preview/messages.js'
import { loopChannels } from './loop.js'
import { Panel } from './panel.js'
import { Picker } from './picker.js'
import { reportOf } from './rule_report.js'
import { selectorFor } from './selector_for.js'
import { t } from './text.js'

const GRANT = 1
/** As often the rules are counted again: pages change. */
const COUNT_MS = 1_000

export interface Tried {
  site: string
  policy: RedactionPolicy
  /** Of the draft; null: what is published is tried. */
  draft: number | null
}

export interface PlaygroundOptions {
  base: string
  tried: Tried
  language: { tag: string; direction: 'rtl' | 'ltr' }
  /** What is tried now, as the server has it. */
  again(): Promise<Tried | null>
  /** The operator has seen enough. */
  over(): void
}

/** This page, and beside it what an agent would see of it: read, redacted and built as in a session,
 * by the same code, and nothing of it leaves this browser. */
export class Playground {
  readonly #options: PlaygroundOptions
  readonly #panel: Panel
  readonly #picker: Picker
  readonly #origin: string
  #tried: Tried
  /** Picked here, to be tried with the rest. */
  #more: RedactionPolicy['rules'] = []
  #port: MessagePort | null = null
  #capture: Capture | null = null

  constructor(options: PlaygroundOptions) {
    this.#options = options
    this.#tried = options.tried
    this.#origin = new URL(options.base).origin
    this.#panel = new Panel({
      url: `${options.base}preview?site=${encodeURIComponent(options.tried.site)}`,
      language: options.language,
      loaded: (frame) => this.#handOver(frame),
      pick: () => this.#pick(),
      mask: (selector) => this.#mask(selector),
      close: options.over,
    })
    this.#picker = new Picker({
      own: this.#panel.host,
      aimed: (element) => this.#panel.aim(element.getBoundingClientRect()),
      picked: (element) => this.#picked(element),
    })
  }

  start(): void {
    this.#panel.show()
    this.#say()
    window.setInterval(() => this.#count(), COUNT_MS)
    this.#count()
    // The operator comes back from the console, where the draft may be another one now.
    window.addEventListener('focus', () => void this.#again())
  }

  get #policy(): RedactionPolicy {
    const { policy } = this.#tried
    return { ...policy, rules: [...policy.rules, ...this.#more] }
  }

  #handOver(frame: Window): void {
    this.#capture?.stop()
    this.#port?.close()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<PreviewWord>) => {
      if (data === 'ready' && this.#port === port1) this.#follow(port1)
    }
    const { assetOrigins } = this.#policy
    const handover: Handover = { type: HANDOVER, grant: GRANT, assetOrigins }
    frame.postMessage(handover, this.#origin, [port2])
  }

  #follow(port: MessagePort): void {
    this.#panel.ready()
    this.#capture = new Capture({
      window,
      exclude: [this.#panel.host],
      policy: this.#policy,
      onProblem: (code) => console.warn(`[alongside] ${code}`),
    })
    const channels = loopChannels(GRANT, (label, data) => {
      port.postMessage({ label, data } satisfies Sent)
    })
    this.#capture.viewer({ channels, grant: GRANT, expected: true }).start()
    this.#count()
  }

  async #again(): Promise<void> {
    const tried = await this.#options.again()
    if (tried === null) {
      this.#panel.tell(t('playground.over'))
      return
    }
    this.#tried = tried
    this.#changed()
  }

  #changed(): void {
    this.#capture?.setPolicy(this.#policy)
    this.#say()
    this.#count()
  }

  #say(): void {
    const { draft } = this.#tried
    this.#panel.tell(
      draft === null ? t('playground.published') : t('playground.draft', { revision: draft }),
    )
  }

  #count(): void {
    const results = reportOf(this.#policy, document)
    this.#panel.report(results)
    const shown =
      isShared(this.#policy, location.href) && !results.some(({ is }) => is === 'broken')
    if (this.#capture) this.#panel.warn(shown ? '' : t('playground.unshared'))
  }

  #pick(): void {
    this.#panel.picking(true)
    this.#picker.start()
  }

  #picked(element: Element | null): void {
    this.#panel.picking(false)
    this.#say()
    if (element !== null) this.#panel.offer(selectorFor(element))
  }

  #mask(selector: string): void {
    if (selector.trim() === '') return
    this.#more = [{ url: '*', selector, action: 'mask' }]
    this.#changed()
  }
}
