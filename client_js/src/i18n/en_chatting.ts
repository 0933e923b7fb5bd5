/** English texts of an open chat, on both sides, beside those of `en.ts`. */
export const enChatting = {
  'talk.typing': '{count, plural, one {{names} is typing…} other {{names} are typing…}}',
  'talk.delivered': 'Delivered',
  'talk.seen': 'Seen',
  'talk.save': 'Save transcript',
  'talk.receipt': 'Download receipt',
  'talk.receipt_failed': 'The receipt could not be downloaded. Please try again in a moment.',
  'talk.title': 'Conversation with {name}',
  'talk.customer': 'Customer',
  'talk.window': 'Open in its own window',
  'talk.window_failed': 'Your browser opened no window. The chat stays here.',
  'talk.asks': '{agent} asks you something. Please answer on the page of the website.',
  'talk.show_page': 'Show the page',
  'talk.stray':
    'Please open this chat from the website: press Help, then “Open in its own window”.',
  'talk.unknown_agent': 'The agent',
} as const
