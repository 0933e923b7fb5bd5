/** English texts of the admin console's pages of webhooks. */
export const enAdminWebhooks = {
  'admin.webhooks.heading': 'Webhooks',
  'admin.webhooks.lead':
    'Other systems of yours are told what happens on a site, as it happens: ids and kinds, never names, words or anything of a page.',
  'admin.webhooks.add': 'Add a webhook',
  'admin.webhooks.all': 'All webhooks',
  'admin.webhooks.empty':
    'Nobody is told what happens here. Add a webhook with the address of the system that is to know.',
  'admin.webhooks.search': 'Search by URL, event or state',
  'admin.webhooks.url': 'URL',
  'admin.webhooks.url_hint':
    'Where each event is sent: an https address that can be reached from the internet.',
  'admin.webhooks.events': 'Events',
  'admin.webhooks.everything': 'Everything that happens, also what is yet to come',
  'admin.webhooks.some': 'Only what is chosen here',
  'admin.webhooks.all_events': 'All',
  'admin.webhooks.count': '{count, plural, one {# kind} other {# kinds}}',
  'admin.webhooks.none_chosen': 'Choose at least one event.',
  'admin.webhooks.state': 'State',
  'admin.webhooks.waiting': 'Waiting',
  'admin.webhooks.dead': 'Given up',
  'admin.webhooks.on': 'On',
  'admin.webhooks.failing': 'Failing',
  'admin.webhooks.paused': 'Paused',
  'admin.webhooks.off': 'Turned off',
  'admin.webhooks.on_more': 'Events are sent as they happen.',
  'admin.webhooks.failing_more':
    'The receiver has taken nothing since {time}. Events are tried again for a day each; after three days of failures the webhook is turned off.',
  'admin.webhooks.paused_more':
    'What happens meanwhile is not sent. What waits is sent when you resume.',
  'admin.webhooks.gone_more':
    'The receiver answered that it is gone (410). What happens meanwhile is not sent.',
  'admin.webhooks.off_failing_more':
    'Every attempt failed for three days. What happens meanwhile is not sent.',
  'admin.webhooks.overflow_more':
    'More than 10,000 events were waiting. What happens meanwhile is not sent.',
  'admin.webhooks.pause': 'Pause',
  'admin.webhooks.resume': 'Resume',
  'admin.webhooks.test': 'Send a test event',
  'admin.webhooks.testing': 'Sending…',
  'admin.webhooks.tested': 'The receiver took the test event and answered {status}.',
  'admin.webhooks.test_failed': 'The test event was not delivered: {why}',
  'admin.webhooks.about': 'What is sent, and where to',
  'admin.webhooks.save': 'Save',
  'admin.webhooks.saved': 'Saved.',
  'admin.webhooks.added': 'The webhook is added.',
  'admin.webhooks.to_webhook': 'To the webhook',
  'admin.webhooks.secret': 'Secret',
  'admin.webhooks.new_secret': 'New secret',
  'admin.webhooks.secret_lead':
    'Each event is signed with it, so that the receiver can tell it from a forged one. Nobody can read it again here.',
  'admin.webhooks.secret_once':
    'This is the only time that the secret is shown. Copy it to the receiver now.',
  'admin.webhooks.rotate': 'Make a new secret…',
  'admin.webhooks.rotate_question': 'Make a new secret?',
  'admin.webhooks.rotate_body':
    'For one day events are signed with both, so that the receiver can change over. Then the old one signs no more.',
  'admin.webhooks.rotate_yes': 'Make it',
  'admin.webhooks.two_secrets': 'Two secrets sign until {time}: the new one and the one before it.',
  'admin.webhooks.deliveries': 'Last deliveries',
  'admin.webhooks.deliveries_empty': 'Nothing has been sent yet.',
  'admin.webhooks.deliveries_search': 'Search deliveries',
  'admin.webhooks.time': 'Time',
  'admin.webhooks.event': 'Event',
  'admin.webhooks.result': 'Result',
  'admin.webhooks.delivered': 'Delivered ({status})',
  'admin.webhooks.attempt': 'Attempt',
  'admin.webhooks.message': 'Message',
  'admin.webhooks.given_up': 'Given up',
  'admin.webhooks.given_up_lead':
    'These were tried for a day and never taken. They are kept for 30 days.',
  'admin.webhooks.given_up_empty': 'Nothing was given up.',
  'admin.webhooks.given_up_search': 'Search what was given up',
  'admin.webhooks.again': 'Deliver again',
  'admin.webhooks.again_of': 'Deliver again: message {message}',
  'admin.webhooks.again_all': 'Deliver all again',
  'admin.webhooks.redelivered':
    '{count, plural, =0 {Nothing to deliver} one {# message is on its way again} other {# messages are on their way again}}',
  'admin.webhooks.more': 'Show more',
  'admin.webhooks.remove': 'Delete the webhook…',
  'admin.webhooks.remove_question': 'Delete this webhook?',
  'admin.webhooks.remove_body':
    'Nothing is sent to {url} any more. What was not delivered yet is lost, and so is the secret.',
  'admin.webhooks.remove_yes': 'Delete',
  'admin.webhooks.removed': 'The webhook is deleted.',
  'admin.webhooks.bad_url':
    'This is no address that events can be sent to. It begins with https://, has no user name or password in it, and 2,000 characters at most.',
  'admin.webhooks.refused_address':
    'This address leads into a private network, and the server sends nothing there. If it is yours, whoever runs the server can allow it: setting webhook_networks.',
  'admin.webhooks.unknown_events':
    'The server does not know one of these events. Load the page anew.',
  'admin.webhooks.too_many': 'A site has 10 webhooks at most. Delete one first.',
  'admin.webhooks.failure.status': 'It answered {status}.',
  'admin.webhooks.failure.timeout': 'It did not answer within 10 seconds.',
  'admin.webhooks.failure.connection': 'It could not be reached.',
  'admin.webhooks.failure.dns': 'Its name is not known.',
  'admin.webhooks.failure.tls': 'Its certificate is not valid.',
  'admin.webhooks.failure.no_answer': 'It closed the connection without an answer.',
  'admin.webhooks.failure.address_refused': 'Its name leads into a private network.',
  'admin.webhooks.failure.url_refused': 'Its address is not permitted any more.',
  'admin.webhooks.failure.other': 'It failed.',
} as const
