/** No keyboard trap (WCAG 2.1.2): the first Escape is for the page, one right after it for us. */
export class WayOut {
  #isReady = false

  /** Whether this press leaves. However long the two are apart: what counts is that nothing is done
   * in between. */
  leaves({ key, repeat }: Pick<KeyboardEvent, 'key' | 'repeat'>): boolean {
    if (repeat) return false
    const leaves = this.#isReady && key === 'Escape'
    this.#isReady = key === 'Escape' && !leaves
    return leaves
  }

  /** Something else was done. */
  reset(): void {
    this.#isReady = false
  }
}
