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
} as const
