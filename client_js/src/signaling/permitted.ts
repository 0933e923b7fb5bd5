import type { ConversationView, Permission } from './messages.js'

/** Whether this agent may do it in this conversation. Who is not in the list takes no part in it. */
export function may(view: ConversationView, agent: string | undefined, what: Permission): boolean {
  return agent !== undefined && view.permissions[agent]?.includes(what) === true
}

/** Whether any of the agents in it may: somebody has to answer the customer. */
export function somebodyMay(view: ConversationView, what: Permission): boolean {
  return Object.keys(view.permissions).some((agent) => may(view, agent, what))
}
