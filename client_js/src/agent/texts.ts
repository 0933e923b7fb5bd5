import { en } from '../i18n/en.js'
import { enAgent } from '../i18n/en_agent.js'
import { enAgentCalls } from '../i18n/en_agent_calls.js'
import { enAgentPane } from '../i18n/en_agent_pane.js'
import { enChatting } from '../i18n/en_chatting.js'

export { locale } from '../i18n/spoken.js'

import { type Params, translator } from '../i18n/translator.js'

const catalogue = { ...en, ...enAgent, ...enAgentCalls, ...enAgentPane, ...enChatting }

/** The key of a text that the agent's console can show. */
export type Key = keyof typeof catalogue

/** A text that is chosen but not yet worded: pure code picks it, components show it. */
export interface Sentence {
  key: Key
  params?: Params
}

export const t = translator<Key>(catalogue)

export function say(sentence: Sentence): string {
  return t(sentence.key, sentence.params)
}
