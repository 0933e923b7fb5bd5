/**
 * Whether somebody is at this console. What a page asks for by itself, again and again, while nobody
 * is there must not keep the sign-in alive: it says so in a header, and the server does not count it.
 */

const SECONDS = 60
const ACTS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

export const UNATTENDED = 'alongside-unattended'

let last = 0

export function watchActs(target: EventTarget): void {
  last = Date.now()
  for (const act of ACTS) {
    target.addEventListener(act, note, { capture: true, passive: true })
  }
}

/** For `fetch`. */
export function attendance(): Record<string, string> {
  return Date.now() - last < SECONDS * 1000 ? {} : { [UNATTENDED]: '1' }
}

function note(event: Event): void {
  // A script's are nobody's.
  if (event.isTrusted) last = Date.now()
}
