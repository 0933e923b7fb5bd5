import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { secretsOf } from '../../../client_js/src/mirror/capture/secrets.js'
import { GRANT, type Recorder } from './engines.js'
import type { Link } from './link.js'

// As the SDK does, as soon as it is loaded.
secretsOf(window)

export class OurRecorder implements Recorder {
  capture: Capture | null = null

  start(link: Link): void {
    this.startAll([link])
  }

  startAll(links: readonly Link[]): void {
    const onProblem = (code: string): void => console.error(code)
    this.capture = new Capture({ window, exclude: [], onProblem })
    for (const { channels } of links) this.capture.viewer({ channels, grant: GRANT }).start()
  }

  stop(): void {
    this.capture?.stop()
  }
}

window.recorder = new OurRecorder()
