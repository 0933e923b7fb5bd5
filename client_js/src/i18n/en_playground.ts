/** English texts of the operator's try of a draft of the rules, in a page of the site. */
export const enPlayground = {
  'playground.title': 'What the agent sees',
  'playground.draft': 'Draft {revision}',
  'playground.published': 'Published rules',
  'playground.over': 'This try is over. Open it again from the admin console.',
  'playground.failed':
    'The view cannot be shown: the policy of this website forbids the frame (frame-src).',
  'playground.unshared': 'This page is not shared: agents see nothing of it.',
  'playground.pick': 'Pick an element',
  'playground.picking': 'Click the element in the page. Escape ends it.',
  'playground.other_side': 'Other side',
  'playground.close': 'Close',
  'playground.picked': 'Selector',
  'playground.copy': 'Copy',
  'playground.copied': 'Copied. Add it as a rule in the admin console.',
  'playground.mask': 'Try masking it',
  'playground.rules': 'Rules on this page',
  'playground.no_rules': 'There are no rules.',
  'playground.count': 'Elements: {count}',
  'playground.broken': 'not understood: the page is not shown',
  'playground.elsewhere': 'for other pages',
} as const
