/** English texts of an open chat, on both sides, beside those of `en.ts`. */
export const enChatting = {
  'talk.typing': '{count, plural, one {{names} is typing…} other {{names} are typing…}}',
  'talk.delivered': 'Delivered',
  'talk.seen': 'Seen',
  'talk.save': 'Save transcript',
  'talk.title': 'Conversation with {name}',
  'talk.customer': 'Customer',
  'talk.unknown_agent': 'The agent',
} as const
