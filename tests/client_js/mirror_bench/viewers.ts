import { Link, now } from './link.js'

/** The customer's page with several viewers, each on a link of its own. */
class Viewers {
  readonly links: Link[] = []

  add(): Promise<string> {
    const link = new Link()
    this.links.push(link)
    return link.offer()
  }

  async accept(viewer: number, sdp: string): Promise<void> {
    await this.#link(viewer).accept(sdp)
    await this.#link(viewer).opened()
  }

  offset(viewer: number): Promise<number> {
    return this.#link(viewer).offset()
  }

  /** All at once, as after a page load; resolves with the time of it. */
  async start(): Promise<number> {
    const started = now()
    const { recorder } = window
    if (recorder.startAll) recorder.startAll(this.links)
    else for (const link of this.links) await recorder.start(link)
    return started
  }

  /** Bytes sent since the last call, to all together. */
  async sent(): Promise<number> {
    const taken = await Promise.all(this.links.map((link) => link.take()))
    return taken.reduce((total, { bytes, assets }) => total + bytes + assets, 0)
  }

  async quiet(ms: number): Promise<void> {
    await Promise.all(this.links.map((link) => link.quiet(ms)))
  }

  #link(viewer: number): Link {
    const link = this.links[viewer]
    if (!link) throw new RangeError(`no viewer ${viewer}`)
    return link
  }
}

declare global {
  interface Window {
    viewers: Viewers
  }
}

window.viewers = new Viewers()
