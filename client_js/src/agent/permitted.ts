import type {
  ConversationView,
  Permission,
  Person,
  PolicyView,
  Scope,
  ScopeView,
} from '../signaling/messages.js'
import { may } from '../signaling/permitted.js'

/**
 * A conversation as this agent has it: its policy without what an operator has not given her, and
 * without consent to what she may not use. Everything in the console that asks the policy what to
 * show goes by this; the server and the customer's browser do not believe it.
 */
export function permitted(view: ConversationView, me: Person | null): ConversationView {
  const has = (what: Permission) => may(view, me?.id, what)
  const { session } = view
  return {
    ...view,
    policy: narrowed(view.policy, has),
    scopes: kept(view.scopes, has),
    session: session && { ...session, scopes: kept(session.scopes, has) },
  }
}

function narrowed(policy: PolicyView, has: (what: Permission) => boolean): PolicyView {
  return {
    ...policy,
    agent_may_ask: policy.agent_may_ask && has('view'),
    join_without_code: policy.join_without_code && has('view'),
    scopes: policy.scopes.filter((scope) => isFor(scope, has)),
    laser: policy.laser && has('laser'),
    pen: policy.pen && has('pen'),
    clear_all: policy.clear_all && has('pen'),
    navigation_by_agents: policy.navigation_by_agents && has('navigation'),
    tabs_by_agents: policy.tabs_by_agents && has('navigation'),
  }
}

function kept(
  scopes: Readonly<Record<string, ScopeView>>,
  has: (what: Permission) => boolean,
): Readonly<Record<string, ScopeView>> {
  return Object.fromEntries(Object.entries(scopes).filter(([scope]) => isFor(scope as Scope, has)))
}

/** What nobody needs a permission for yet is for all. */
function isFor(scope: Scope, has: (what: Permission) => boolean): boolean {
  return scope === 'recording' || has(scope)
}
