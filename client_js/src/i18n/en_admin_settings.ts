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
    'Customers read who asks. It is for sites that you add from now on; empty: “{name}”, as the server is configured. Each site can have a name of its own.',
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
  'admin.settings.save': 'Save',
  'admin.settings.saved': 'Saved.',
} as const
