import type { ChangeList } from '../../control/changes.js'
import type { Permission } from '../../control/permission.js'
import { Capture } from '../../mirror/capture/capture.js'
import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import type { PageChannels } from '../../mirror/channels.js'
import type { LinkView } from '../../signaling/messages.js'
import { PageTeller } from '../navigation/page_teller.js'
import type { Question } from '../questions.js'
import type { Running } from '../sharing.js'
import { RegionPicker, type RegionPickerOptions } from '../ui/region_picker.js'

export interface TogetherOptions {
  window: Window
  /** Our own UI in the page: never mirrored, pointed at or controlled. */
  ownUi: HTMLElement
  /** What of the site may be seen, now. */
  policy(): RedactionPolicy
  captureProblem(code: string): void
  /** What she lets this agent do on the page, at this very moment. */
  permission(agent: string): Permission | null
  /** To be called whenever agents have changed a field of the page, or a change was taken back. */
  changed(changes: ChangeList): void
  /** Something that only she can decide. Resolves to her answer. */
  ask(question: Question): Promise<boolean>
}

/** What two people do on this page: made once, with the first link. */
export class Together {
  readonly #options: TogetherOptions

  constructor(options: TogetherOptions) {
    this.#options = options
  }

  /** What runs on one page link; not started yet. `expected`: as in CaptureOptions. */
  on(link: LinkView, channels: PageChannels, expected: boolean): Running {
    const { window, ownUi, policy, captureProblem } = this.#options
    const { grant } = link
    const capture = new Capture({
      window,
      channels,
      grant,
      expected,
      exclude: [ownUi],
      policy: policy(),
      onProblem: captureProblem,
    })
    const teller = new PageTeller({ window, channels, grant, policy: policy(), tabs: () => [] })
    return together(capture, teller)
  }

  /** Lets her choose the part of the page that an agent may use. */
  regionPicker(options: RegionPickerOptions): RegionPicker {
    return new RegionPicker(options)
  }
}

/** What runs on one page link, as one. */
function together(capture: Capture, teller: PageTeller): Running {
  return {
    start: () => {
      capture.start()
      teller.start()
    },
    stop: () => {
      capture.stop()
      teller.stop()
    },
    setPolicy: (policy) => {
      capture.setPolicy(policy)
      teller.setPolicy(policy)
    },
    hidden: () => capture.hidden(),
  }
}
