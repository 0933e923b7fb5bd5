/** English texts of the agent pane, beside those of the console. */
export const enAgentPane = {
  'agent.embed.outside': 'This page belongs inside another product',
  'agent.embed.outside_more': 'Open the console instead.',
  'agent.embed.console': 'Console',
  'agent.embed.door': 'Waiting for the page around this one…',
  'agent.embed.signed_out': 'You are not signed in',
  'agent.embed.signed_out_more': 'The page around this one signs you in.',
  'agent.embed.sign_in': 'Sign in again',
  'agent.embed.bad_code': 'Signing in did not work. Try it again.',
  'agent.embed.already': 'Somebody is signed in here already.',
  'agent.embed.none_more': 'Choose one in the page around this one.',
  'agent.embed.unknown': 'Not your conversation',
  'agent.embed.unknown_more': 'It is over, it is with somebody else, or it does not exist.',
  'agent.embed.flooded': 'Too many messages at once; some were dropped.',
  'agent.embed.no_session': 'Nothing is shared now.',
}
