import { MAX_EASING_LENGTH, MAX_KEYFRAME_LENGTH } from '../limits.js'
import type { ElementBuilder } from './elements.js'
import { MirrorFault, read } from './fault.js'
import type { Branch } from './tree.js'

const MAX_KEYFRAMES = 500
const MAX_PROPERTIES = 100
const MAX_ANIMATIONS = 500
const PROPERTY = /^(?:--[-\w]{1,100}|[a-z][a-zA-Z-]{0,60})$/
const WORD = /^[-a-z]{1,20}$/

/** Runs the animations of the customer's page that do not run by themselves, and brings the others
 * in step with hers. */
export class Animations {
  readonly #running = new Map<number, Animation>()
  readonly #keys = new WeakMap<Branch, Set<number>>()

  constructor(private readonly builder: ElementBuilder) {}

  /** An `n` operation. */
  set(branch: Branch, key: number, given: unknown): void {
    if (!branch.built) throw new MirrorFault('bad-message')
    const known = this.#running.get(key)
    if (given === null) {
      known?.cancel()
      this.#running.delete(key)
      return
    }
    const state = new Map(read.entries(given, 10))
    const css = state.get('css')
    const pseudo = state.get('pseudo') ?? null
    const { element } = branch.built
    const animation =
      known ?? (css == null ? this.#start(element, pseudo, state) : find(element, css, pseudo))
    if (!animation) return
    if (css == null) {
      this.#running.set(key, animation)
      const keys = this.#keys.get(branch) ?? new Set()
      this.#keys.set(branch, keys.add(key))
    }
    inStep(animation, state)
  }

  /** The element is gone. */
  forget(branch: Branch): void {
    for (const key of this.#keys.get(branch) ?? []) {
      this.#running.get(key)?.cancel()
      this.#running.delete(key)
    }
  }

  #start(element: Element, pseudo: unknown, state: Map<string, unknown>): Animation | null {
    if (this.#running.size >= MAX_ANIMATIONS) return null
    const frames = read.list(state.get('keyframes'), MAX_KEYFRAMES)
    const timing = new Map(read.entries(state.get('timing'), 10))
    const iterations = read.number(timing.get('iterations') ?? 1)
    const options: KeyframeAnimationOptions = {
      duration: read.number(timing.get('duration')),
      iterations: iterations < 0 ? Number.POSITIVE_INFINITY : iterations,
      delay: read.number(timing.get('delay') ?? 0),
      endDelay: read.number(timing.get('endDelay') ?? 0),
      direction: word(timing.get('direction') ?? 'normal') as PlaybackDirection,
      fill: word(timing.get('fill') ?? 'none') as FillMode,
      easing: read.text(timing.get('easing') ?? 'linear', MAX_EASING_LENGTH),
      ...(pseudo === null ? {} : { pseudoElement: read.text(pseudo, MAX_EASING_LENGTH) }),
    }
    try {
      return element.animate(
        frames.map((frame) => this.#frame(frame)),
        options,
      )
    } catch (error) {
      // An easing or a pseudo-element that this browser does not know.
      if (error instanceof MirrorFault) throw error
      return null
    }
  }

  #frame(given: unknown): Keyframe {
    const frame: Keyframe = {}
    for (const [name, value] of read.entries(given, MAX_PROPERTIES)) {
      if (name === 'offset') frame.offset = value === null ? null : read.number(value)
      else if (name === 'easing') frame.easing = read.text(value, MAX_EASING_LENGTH)
      else if (name === 'composite') frame.composite = word(value) as CompositeOperationOrAuto
      else if (PROPERTY.test(name))
        frame[name] = this.builder.css(read.text(value, MAX_KEYFRAME_LENGTH))
    }
    return frame
  }
}

/** The animation that a style sheet has started here as it did there. */
function find(element: Element, css: unknown, pseudo: unknown): Animation | null {
  const name = read.text(css, MAX_EASING_LENGTH)
  const found = element.getAnimations({ subtree: pseudo !== null }).find((animation) => {
    const { effect } = animation
    const target = effect && 'target' in effect ? (effect as KeyframeEffect) : null
    const same = target?.target === element && target.pseudoElement === pseudo
    return same && (animation as CSSAnimation).animationName === name
  })
  return found ?? null
}

function inStep(animation: Animation, state: Map<string, unknown>): void {
  const rate = read.number(state.get('rate'))
  const time = read.number(state.get('time'))
  const playState = word(state.get('state'))
  animation.playbackRate = rate
  if (playState === 'paused') animation.pause()
  else if (playState === 'running' && animation.playState === 'paused') animation.play()
  animation.currentTime = time
}

function word(value: unknown): string {
  const text = read.text(value, 20)
  if (!WORD.test(text)) throw new MirrorFault('bad-message')
  return text
}
