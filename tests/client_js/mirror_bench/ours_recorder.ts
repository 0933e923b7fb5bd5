import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { secretsOf } from '../../../client_js/src/mirror/capture/secrets.js'
import { GRANT, type Recorder } from './engines.js'
import type { Link } from './link.js'

// As the SDK does, as soon as it is loaded.
secretsOf(window)

export class OurRecorder implements Recorder {
  capture: Capture | null = null

  start(link: Link): void {
    this.capture = new Capture({
      window,
      channels: link.channels,
      grant: GRANT,
      exclude: [],
      onProblem: (code) => console.error(code),
    })
    this.capture.start()
  }

  stop(): void {
    this.capture?.stop()
  }
}

window.recorder = new OurRecorder()
