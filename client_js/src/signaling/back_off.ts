const FIRST_MS = 250
const MOST_MS = 4_000
const PATIENT_MS = 15_000
const EAGER_ATTEMPTS = 15

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first one after a loss).
 *
 * Doubles up to 4 s for about the first minute, so that a restarted server has everybody back
 * within seconds, and 15 s afterwards. Half of it is random: many clients lose one server at the
 * same instant and must not return at the same instant. `random` is in [0, 1).
 */
export function retryDelay(attempt: number, random: number): number {
  const most = attempt < EAGER_ATTEMPTS ? MOST_MS : PATIENT_MS
  const ceiling = Math.min(most, FIRST_MS * 2 ** attempt)
  return ceiling * (0.5 + random / 2)
}
