/** English texts of the admin console's shell and of what its pages are made of. */
export const enAdmin = {
  'admin.title': 'Admin console',
  'admin.title_of': '{page} · {title}',
  'admin.menu': 'Menu',
  'admin.skip': 'Skip to the page',
  'admin.sign_out': 'Sign out',
  'admin.loading': 'Loading…',
  'admin.again': 'Try again',
  'admin.cancel': 'Cancel',
  'admin.copy': 'Copy',
  'admin.copied': 'Copied.',
  'admin.not_copied': 'The browser did not copy it. It is selected: press Ctrl+C.',

  'admin.set_up.heading': 'Set up Alongside',
  'admin.set_up.lead':
    'Nobody runs this server yet. Make the first operator’s account. Afterwards this page is closed for good.',
  'admin.set_up.code': 'Set-up code',
  'admin.set_up.code_hint':
    'The server printed it when it started. “alongside operator setup-code” prints another one. It is good for one hour.',
  'admin.set_up.name': 'Your name',
  'admin.set_up.user_name': 'User name',
  'admin.set_up.user_name_hint': 'Small letters, digits and . _ @ -',
  'admin.set_up.password': 'Password',
  'admin.set_up.password_hint': '10 characters or more. Length counts, not odd characters.',
  'admin.set_up.submit': 'Make the account',
  'admin.set_up.closed': 'This server has been set up. Sign in.',
  'admin.set_up.bad_code': 'This set-up code is not valid (any more).',
  'admin.set_up.bad_user_name': 'A user name has 1 to 64 of a–z, 0–9 and . _ @ -',
  'admin.set_up.bad_name': 'A name has 1 to 100 visible characters.',
  'admin.set_up.bad_password': 'A password has 10 to 256 characters.',

  'admin.sign_in.lead': 'The console for operators',
  'admin.sign_in.ended': 'You have been signed out.',
  'admin.sign_in.not_told':
    'The server could not be told. Sign in and out once more, so that nobody else can go on here.',

  'admin.elsewhere.heading': 'This is the place of operators',
  'admin.elsewhere.lead': '{name} is signed in here, and is not an operator.',
  'admin.elsewhere.agent': 'To the agent console',

  'admin.nav.live': 'Live sessions',
  'admin.nav.sites': 'Sites',
  'admin.nav.people': 'People',
  'admin.nav.analytics': 'Analytics',
  'admin.nav.rules': 'Rules',
  'admin.nav.policy': 'Policy',
  'admin.nav.webhooks': 'Webhooks',
  'admin.nav.audit': 'Audit',
  'admin.nav.settings': 'Settings',

  'admin.table.found': '{count, plural, =0 {Nothing found} one {# found} other {# found}}',
  'admin.table.none': 'Nothing matches your search.',

  'admin.error.offline': 'The server cannot be reached. Try again in a moment.',
  'admin.error.unavailable': 'The server cannot do this right now. Try again in a moment.',
  'admin.error.not_found': 'This does not exist any more.',
  'admin.error.not_allowed': 'You are not permitted to do this.',
  'admin.error.too_many_tries': 'Too many tries. Wait a while and try again.',
  'admin.error.bad_request': 'The server does not take this. Check what you entered.',
  'admin.error.last_operator':
    'This is the only operator whose account is on. Make another operator first.',
  'admin.error.own_account':
    'Change what you sign in with yourself behind your name, where it is asked for first.',
  'admin.error.weak_password': 'This password is too easy to guess.',
  'admin.error.team_name_taken': 'There is a team with this name.',
  'admin.error.user_name_taken': 'There is an account with this user name.',
  'admin.error.other': 'That did not work. Try again.',
} as const
