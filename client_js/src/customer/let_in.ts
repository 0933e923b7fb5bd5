import type { ConversationView } from '../signaling/messages.js'

/**
 * Whom she let see her page, by acts of her own: the agent whose question she allowed, whoever she
 * let join, and who comes by what she started, one by its session ID and one as the owner of her
 * conversation. All others are strangers, whatever the server says. Plain data, to be stored.
 */
export interface LetIn {
  /** Named by a click of hers, and not in the session yet. */
  readonly invited: readonly string[]
  readonly inside: readonly string[]
  /** Who may come because the conversation is theirs; `id` null: nobody has yet. */
  readonly owner: { readonly id: string | null } | null
  /** Nobody has come by her session ID. */
  readonly code: boolean
}

/** She allowed the question of `agent`, whose conversation it is. */
export function allowed(agent: string): LetIn {
  return { invited: [agent], inside: [], owner: { id: agent }, code: false }
}

/** She pressed Share; `owner`: with whom she was in contact then. */
export function shared(owner: string | null): LetIn {
  return { invited: [], inside: [], owner: { id: owner }, code: true }
}

/** `owns`: the conversation is theirs when they are in. */
export function invited(list: LetIn, person: string, owns: boolean): LetIn {
  if (list.inside.includes(person)) return owns ? { ...list, owner: { id: person } } : list
  const owner = owns ? { id: person } : list.owner
  return { ...list, owner, invited: [...without(list.invited, person), person] }
}

/** They do not come after all. */
export function uninvited(list: LetIn, person: string): LetIn {
  return { ...list, invited: without(list.invited, person) }
}

/** She or the owner took them out: nothing but a click of hers brings them back. */
export function removed(list: LetIn, person: string): LetIn {
  const { inside, owner } = list
  return {
    ...uninvited(list, person),
    inside: without(inside, person),
    owner: owner?.id === person ? null : owner,
  }
}

/** Who is in the session now: those who left are out, and those who came without asking take the
 * places that there are. */
export function seated(list: LetIn, { session, owner, policy }: ConversationView): LetIn {
  const persons = session?.participants.map(({ person }) => person) ?? []
  const here = new Set(persons.map(({ id }) => id))
  const known = [...list.inside, ...list.invited].filter((id) => here.has(id))
  let now: LetIn = {
    ...list,
    inside: [...new Set(known)],
    invited: list.invited.filter((id) => !here.has(id)),
  }
  for (const { id, role } of persons) {
    // Guests come by her invitation only.
    if ((role !== 'agent' && role !== 'supervisor') || now.inside.includes(id)) continue
    const owns = owner?.id === id && policy.join_without_code
    if (owns && now.owner !== null && (now.owner.id ?? id) === id) {
      now = { ...now, owner: { id }, inside: [...now.inside, id] }
    } else if (now.code) {
      now = { ...now, code: false, inside: [...now.inside, id] }
    }
  }
  return now
}

/** What was stored, or came from another tab. */
export function isLetIn(value: unknown): value is LetIn {
  const { invited, inside, owner, code } = (value ?? {}) as { [K in keyof LetIn]?: unknown }
  const id = (owner as LetIn['owner'] | undefined)?.id
  return (
    areIds(invited) &&
    areIds(inside) &&
    (owner === null || id === null || typeof id === 'string') &&
    typeof code === 'boolean'
  )
}

function areIds(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 99 && value.every((id) => typeof id === 'string')
}

function without(ids: readonly string[], id: string): string[] {
  return ids.filter((one) => one !== id)
}
