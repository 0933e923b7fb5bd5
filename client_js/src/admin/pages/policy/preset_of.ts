import type { FieldValue, Policy } from '../rulebook/book_api.js'

/** The preset that a policy differs from in the fewest fields; the first of several. */
export function nearestPreset(policy: Policy, presets: Readonly<Record<string, Policy>>): string {
  let nearest = ''
  let fewest = Number.POSITIVE_INFINITY
  for (const [name, preset] of Object.entries(presets)) {
    const count = deviations(policy, preset).length
    if (count < fewest) [nearest, fewest] = [name, count]
  }
  return nearest
}

/** The fields in which a policy differs from a preset. */
export function deviations(policy: Policy, preset: Policy): string[] {
  return Object.keys(policy).filter((field) => !equal(policy[field], preset[field]))
}

export function equal(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
