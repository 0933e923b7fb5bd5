import { rewriteCss } from '../css.js'
import { MAX_EASING_LENGTH, MAX_KEYFRAME_LENGTH } from '../limits.js'
import type { AnimationState, Operation } from '../operations.js'
import type { Assets } from './assets.js'
import { animationsIn, baseURI } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Tell } from './retelling.js'

const MOST_ANIMATIONS = 200
/** To ask a root costs something, whether anything moves in it or not. */
const MOST_ROOTS = 100

interface Told {
  key: number
  known: Known
  /** Changes when the animation no longer runs as the view thinks. */
  signature: string
}

/**
 * Animations: those that scripts have started run in the view as well, and those of style sheets,
 * which start there by themselves, are brought in step. They tell nobody, so they are looked for.
 */
export class Animations {
  readonly #told = new Map<Animation, Told>()
  #lastKey = 0

  constructor(
    private readonly table: NodeTable,
    private readonly assets: Assets,
  ) {}

  changes(roots: Iterable<Document | ShadowRoot>, operations: Operation[]): void {
    const running = new Set<Animation>()
    let asked = 0
    for (const root of roots) {
      if (++asked > MOST_ROOTS) break
      for (const animation of animationsIn(root)) {
        if (running.size < MOST_ANIMATIONS) running.add(animation)
      }
    }
    for (const animation of running) this.#tell(animation, operations)
    for (const [animation, { key, known }] of this.#told) {
      if (running.has(animation) && this.table.isAlive(known)) continue
      this.#told.delete(animation)
      if (this.table.isAlive(known)) operations.push(['n', known.id, key, null])
    }
  }

  /** What was told, as it is by now. */
  retell(tell: Tell): void {
    for (const [animation, { key, known }] of this.#told) {
      const state = this.table.isAlive(known) ? this.#stateOf(animation) : null
      if (state) tell(['n', known.id, key, state], JSON.stringify(state).length)
    }
  }

  clear(): void {
    this.#told.clear()
  }

  #tell(animation: Animation, operations: Operation[]): void {
    const { effect, playState, playbackRate, startTime, timeline } = animation
    // Transitions are over before they could be told; those of the view are as long.
    if (nameOf(animation, 'transitionProperty') !== null || !effect || !('target' in effect)) return
    const { target } = effect as KeyframeEffect
    const known = target && this.table.get(target)
    if (known?.treatment !== 'show' || known.kind !== 'element') return
    const [rate, time] = [playbackRate, animation.currentTime]
    if (typeof time !== 'number' || timeline !== target?.ownerDocument.timeline) return
    const signature = `${playState} ${rate} ${playState === 'running' ? startTime : time}`
    const told = this.#told.get(animation)
    if (told?.signature === signature && told.known === known) return
    const state = this.#stateOf(animation)
    if (state === null) return
    const key = told?.known === known ? told.key : ++this.#lastKey
    this.#told.set(animation, { key, known, signature })
    operations.push(['n', known.id, key, state])
  }

  /** How it runs now; null where that cannot be told. */
  #stateOf(animation: Animation): AnimationState | null {
    const { playState, playbackRate: rate, currentTime: time } = animation
    const effect = animation.effect as KeyframeEffect | null
    if (effect === null || typeof time !== 'number') return null
    const css = nameOf(animation, 'animationName')
    const state: AnimationState = {
      css,
      pseudo: effect.pseudoElement,
      state: playState,
      rate,
      time,
    }
    return css === null && !this.#addKeyframes(effect, state) ? null : state
  }

  /** False where it is more than a mirror should carry. */
  #addKeyframes(effect: KeyframeEffect, state: AnimationState): boolean {
    const { target } = effect
    const base = target ? baseURI(target) : ''
    const { duration, iterations, delay, endDelay, direction, easing, fill } = effect.getTiming()
    if (typeof duration !== 'number' || !Number.isFinite(duration)) return false
    const finite = Number.isFinite(iterations) ? (iterations ?? 1) : -1
    state.timing = { duration, iterations: finite, delay, endDelay, direction, easing, fill }
    state.keyframes = effect.getKeyframes().map((frame) => {
      const { offset, computedOffset: _, easing, composite, ...values } = frame
      const entries = Object.entries(values).map(([name, value]): [string, string] => [
        name,
        rewriteCss(String(value), (url) => this.assets.fromCss(url, base)),
      ])
      return { ...Object.fromEntries(entries), offset, easing, composite }
    })
    const easings = [easing, ...effect.getKeyframes().map((frame) => frame.easing)]
    const fits = easings.every((one) => (one?.length ?? 0) <= MAX_EASING_LENGTH)
    return fits && JSON.stringify(state).length <= MAX_KEYFRAME_LENGTH
  }
}

/** By what they are called: the animations of frames are made by their own windows. */
function nameOf(animation: Animation, name: 'animationName' | 'transitionProperty'): string | null {
  const value: unknown = (animation as unknown as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : null
}
