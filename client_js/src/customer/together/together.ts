import { Capture } from '../../mirror/capture/capture.js'
import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import type { PageChannels } from '../../mirror/channels.js'
import type { LinkView } from '../../signaling/messages.js'
import { PageTeller } from '../navigation/page_teller.js'
import type { Running } from '../sharing.js'

export interface TogetherOptions {
  window: Window
  /** Our own UI in the page: never mirrored, pointed at or controlled. */
  ownUi: HTMLElement
  /** What of the site may be seen, now. */
  policy(): RedactionPolicy
  captureProblem(code: string): void
}

/** What two people do on this page: made once, with the first link. */
export class Together {
  readonly #options: TogetherOptions

  constructor(options: TogetherOptions) {
    this.#options = options
  }

  /** What runs on one page link; not started yet. */
  on(link: LinkView, channels: PageChannels): Running {
    const { window, ownUi, policy, captureProblem } = this.#options
    const { grant } = link
    const capture = new Capture({
      window,
      channels,
      grant,
      exclude: [ownUi],
      policy: policy(),
      onProblem: captureProblem,
    })
    const teller = new PageTeller({ window, channels, grant, policy: policy(), tabs: () => [] })
    return together(capture, teller)
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
