/** English texts of an invitation, on the customer's side. */
export const enInviting = {
  'invite.making': 'Making a link…',
  'invite.link': 'Link for one guest',
  'invite.until':
    'Send this link to one person. It can be used once, until {time}. You are asked before anybody sees the page.',
  'invite.copy': 'Copy',
  'invite.copied': 'Copied.',
  'invite.by_hand': 'Please copy the link yourself.',
  'invite.send': 'Send…',
  'invite.title': 'Look at this page with me',
  'invite.close': 'Done',
  'invite.error.session_full': 'The session is full: somebody has to leave first.',
  'invite.error.policy_forbids': 'This website does not let guests join.',
  'invite.error.too_many_tries': 'You have made many links. Wait half an hour.',
  'invite.error.wrong_state': 'Nobody can be invited right now. Try again when the page is shared.',
  'invite.error.other': 'The link could not be made. Please try again.',
} as const
