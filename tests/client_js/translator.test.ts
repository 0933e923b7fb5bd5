import { describe, expect, it } from 'vitest'
import { t as call } from '../../client_js/src/customer/calling/text.js'
import { t } from '../../client_js/src/customer/text.js'
import { en } from '../../client_js/src/i18n/en.js'
import { enAgent } from '../../client_js/src/i18n/en_agent.js'
import { enCalling } from '../../client_js/src/i18n/en_calling.js'
import { enCheck } from '../../client_js/src/i18n/en_check.js'
import { enCustomer } from '../../client_js/src/i18n/en_customer.js'
import { enDock } from '../../client_js/src/i18n/en_dock.js'
import { translator } from '../../client_js/src/i18n/translator.js'

describe('translator', () => {
  const say = translator({
    plain: 'Hello',
    named: '{name} <b>{count, plural, one {#} other {# s}}</b>',
  })

  it('fills in parameters and plurals', () => {
    expect(say('plain')).toBe('Hello')
    expect(say('named', { name: 'Ana', count: 1 })).toBe('Ana <b>1</b>')
    expect(say('named', { name: 'Ana', count: 2 })).toBe('Ana <b>2 s</b>')
  })

  it('leaves what people wrote as it is', () => {
    const name = "<img src=x> {curly} 'quoted'"
    expect(say('named', { name, count: 1 })).toContain(name)
  })

  it('refuses half a sentence', () => {
    expect(() => say('named', { name: 'Ana' })).toThrow()
  })
})

it('parses every English text', () => {
  const all: Record<string, string> = {
    ...en,
    ...enAgent,
    ...enCheck,
    ...enCustomer,
    ...enCalling,
    ...enDock,
  }
  const say = translator(all)
  // Whatever a text needs is in here; one that does not parse, or names another, throws.
  const params = {
    agent: 'Ana',
    number: 1,
    surfaces: 'a window',
    what: 'microphone',
    grade: 'good',
    how: 'From browser to browser.',
    delay: 20,
    loss: 1,
    agents: 'Ana and Ben',
    organisation: 'Morrow',
    seconds: 3,
    count: 2,
    text: 'words',
    time: '10:00',
    fingerprint: 'ABCDE',
    label: 'E-mail',
    seen: 'Passwords stay hidden',
    host: 'example.org',
    path: '/cart',
    title: 'Cart',
    target: 'Continue',
  }
  for (const [key, message] of Object.entries(all)) {
    if (key in enAgent) translator({ [key]: message })
    else expect(say(key, params)).not.toBe('')
  }
})

it('keeps the names that users and tests rely on', () => {
  const names = [
    t('launcher.help'),
    t('dialog.title'),
    t('chat.message'),
    t('chat.send'),
    t('share.button'),
    t('session.code'),
    t('ask.title'),
    t('ask.allow'),
    t('ask.deny'),
    t('bar.title'),
    t('bar.stop'),
    call('call.incoming'),
    call('call.incoming_video'),
    call('screen.title'),
    call('call.accept'),
    call('call.decline'),
    call('call.call'),
    call('call.video'),
    call('call.mute'),
    call('call.hang_up'),
    call('call.stop_screen'),
    call('call.window'),
  ]
  expect(names).toEqual([
    'Help',
    'Support',
    'Message',
    'Send',
    'Share this page',
    'Session ID',
    'Share this page?',
    'Allow',
    'Deny',
    'Shared session',
    'Stop',
    'Incoming call',
    'Incoming video call',
    'Share your screen?',
    'Accept',
    'Decline',
    'Call',
    'Video',
    'Mute',
    'Hang up',
    'Stop sharing',
    'Support call',
  ])
})
