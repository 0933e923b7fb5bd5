import { streamOf } from './streams.js'

/** The customer's camera in a window of its own, which stays whatever the console shows. */
export class PictureInPicture {
  readonly #video = document.createElement('video')

  constructor(private readonly changed: () => void) {
    this.#video.muted = true
    this.#video.playsInline = true
    for (const event of ['enterpictureinpicture', 'leavepictureinpicture']) {
      this.#video.addEventListener(event, changed)
    }
  }

  get isPossible(): boolean {
    return document.pictureInPictureEnabled === true
  }

  get isOn(): boolean {
    return document.pictureInPictureElement === this.#video
  }

  /** In the handler of a click. */
  async open(track: MediaStreamTrack): Promise<void> {
    this.#video.srcObject = streamOf(track)
    try {
      await this.#video.play()
      await this.#video.requestPictureInPicture()
    } catch {
      // The browser would not: the picture stays where it is.
      this.#video.srcObject = null
    }
    this.changed()
  }

  /** Shows this instead, where it is open; null: closes it. */
  follow(track: MediaStreamTrack | null): void {
    if (!this.isOn) {
      this.#video.srcObject = null
    } else if (track) {
      const stream = streamOf(track)
      if (this.#video.srcObject !== stream) this.#video.srcObject = stream
    } else {
      this.close()
    }
  }

  close(): void {
    this.#video.srcObject = null
    if (this.isOn) void document.exitPictureInPicture()
  }
}
