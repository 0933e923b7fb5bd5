/** English texts that both sides show. The keys are the same in every language. */
export const en = {
  'chat.log': 'Conversation',
  'chat.message': 'Message',
  'chat.send': 'Send',
  'chat.you': 'You',
  'chat.not_sent': 'Not sent: {text}',
  'connection.retrying': 'Connection lost. Reconnecting…',
  'connection.returned': 'Connected again.',
  'session.code': 'Session ID',
  'language.label': 'Language',
  'language.failed': 'The texts in this language could not be loaded. Please try again.',
} as const
