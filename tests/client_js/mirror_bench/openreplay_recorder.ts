import Tracker from '@openreplay/tracker/class'
import type { Recorder } from './engines.js'
import type { Link } from './link.js'
import { sendText } from './text_channel.js'

/** What opens each of its batches: a batch with nothing else says nothing. */
const TIMESTAMP = 0
const TAB = 118

/** The tracker in its mode for co-browsing alone, in which no worker stores a recording. */
class OpenReplayRecorder implements Recorder {
  readonly #tracker = new Tracker({
    projectKey: 'bench',
    ingestPoint: location.origin,
    __DISABLE_SECURE_MODE: true,
    defaultInputMode: 0,
    obscureInputEmails: false,
    obscureInputDates: false,
    obscureTextEmails: false,
    capturePerformance: false,
    captureResourceTimings: false,
    captureExceptions: false,
    consoleMethods: [],
  })

  async start(link: Link): Promise<void> {
    this.#tracker.use((app) => {
      app?.attachCommitCallback((messages) => {
        if (messages.every(([type]) => type === TIMESTAMP || type === TAB)) return
        sendText(link.channels.mirror, JSON.stringify(messages))
      })
    })
    await this.#tracker.start({ forceNew: true, assistOnly: true })
  }

  stop(): void {
    this.#tracker.stop()
  }
}

window.recorder = new OpenReplayRecorder()
