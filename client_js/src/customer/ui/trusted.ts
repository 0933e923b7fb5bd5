/**
 * Lets only the user's own events through. Every control that has consequences is wired through
 * this: a script in the page, or the agent through remote input, can dispatch events but cannot
 * make them trusted.
 */
export function trusted<E extends Event>(act: (event: E) => void): (event: E) => void {
  return (event) => {
    if (event.isTrusted) act(event)
  }
}
