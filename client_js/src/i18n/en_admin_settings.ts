/** English texts of the admin console's page of settings. */
export const enAdminSettings = {
  'admin.settings.heading': 'Settings',
  'admin.settings.co_browse': 'Co-browse',
  'admin.settings.on': 'Co-browse is switched on.',
  'admin.settings.on_more': 'What may be shared, each site’s policy says.',
  'admin.settings.off': 'Co-browse is switched off.',
  'admin.settings.off_more': 'No page can be shared on any site. Calls and chats go on.',
  'admin.settings.switch_off': 'Switch co-browse off…',
  'admin.settings.switch_on': 'Switch co-browse on',
  'admin.settings.question': 'Switch co-browse off?',
  'admin.settings.body':
    'Every session on every site ends within a second, and no new one can begin. Both sides read that it was switched off.',
  'admin.settings.yes': 'Switch off',
  'admin.settings.switched_off': 'Co-browse is off on all sites.',
  'admin.settings.switched_on': 'Co-browse is on.',
  'admin.settings.organisation': 'Organisation',
  'admin.settings.name': 'Name',
  'admin.settings.name_hint':
    'Customers read who asks. Sites that you add from now on take it; empty: “{name}”, as the server is configured. Sites that exist keep the name that their customers know, until you say otherwise.',
  'admin.settings.others':
    '{count, plural, one {# site has another name:} other {# sites have another name:}}',
  'admin.settings.use': 'Use “{name}” there, too…',
  'admin.settings.use_question': 'Rename who asks?',
  'admin.settings.use_body':
    '{count, plural, one {On # site} other {On # sites}} customers read “{name}” from the next question on. Receipts that they have keep the name of then.',
  'admin.settings.use_yes': 'Rename',
  'admin.settings.used': 'The name is used.',
  'admin.settings.bad_name': 'A name has 100 visible characters at most.',
  'admin.settings.accent': 'Colour',
  'admin.settings.accent_hint':
    'Of buttons and marks in the widget and the consoles, such as #0b6b3a. Empty: ours. Pages show it when they are loaded next.',
  'admin.settings.bad_accent': 'A colour is # and six of 0–9 and a–f, such as #0b6b3a.',
  'admin.settings.pick': 'Pick a colour',
  'admin.settings.legible': 'White text on it has a contrast of {contrast} : 1, which is enough.',
  'admin.settings.darker':
    'White text on it has a contrast of {contrast} : 1, and 4.5 is needed. It is shown darker, so that everybody can read it.',
  'admin.settings.languages': 'Languages of the widget',
  'admin.settings.languages_lead':
    'Which languages customers are offered, on sites whose policy names none. None chosen: all.',
  'admin.settings.first': 'For customers who read none of them',
  'admin.settings.keeping': 'How long things are kept',
  'admin.settings.keeping_lead':
    'What is older is deleted for good, within the hour and every hour from then on. Backups and copies that you made have it still.',
  'admin.settings.chat_days': 'What was written in ended conversations',
  'admin.settings.conversation_days': 'Ended conversations',
  'admin.settings.conversation_days_hint':
    'With all that happened in them and what was written; receipts cannot be made any more.',
  'admin.settings.audit_days': 'Records of the audit log',
  'admin.settings.audit_days_hint':
    'Their hashes stay, and the log can be checked as before. 30 days at least.',
  'admin.settings.analytics_days': 'Analytics',
  'admin.settings.days': 'Days',
  'admin.settings.as_configured': 'As configured: {days}',
  'admin.settings.for_ever': 'For ever',
  'admin.settings.own_days': 'Days of its own',
  'admin.settings.count_days': '{count, plural, one {# day} other {# days}}',
  'admin.settings.bad_days': 'Whole days from {least} to {most}.',
  'admin.settings.shorter_question': 'Delete what is older?',
  'admin.settings.shorter_body':
    'What is older than this is deleted for good within the hour, and nobody can bring it back: {what}.',
  'admin.settings.due_words':
    '{count, plural, =0 {Nothing that was written is that old yet.} one {What was written in # conversation is that old.} other {What was written in # conversations is that old.}}',
  'admin.settings.due_conversations':
    '{count, plural, =0 {No conversation is that old yet.} one {# conversation is that old.} other {# conversations are that old.}}',
  'admin.settings.shorter_one': '{what}: {days}',
  'admin.settings.shorter_yes': 'Delete what is older',
  'admin.settings.save': 'Save',
  'admin.settings.saved': 'Saved.',
} as const
