// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import {
  chosen,
  direction,
  LANGUAGES,
  offered,
  textDirection,
} from '../../client_js/src/i18n/languages.js'
import { speak, speakAs, spoken } from '../../client_js/src/i18n/spoken.js'
import { translator } from '../../client_js/src/i18n/translator.js'

const ALL = Object.keys(LANGUAGES)

describe('R60 which language', () => {
  it.each([
    ['her choice before the page', ALL, ['fr', 'de', 'ja'], 'fr'],
    ['the page before her browser', ALL, [null, 'de', 'ja'], 'de'],
    ['her browser where the page does not say', ALL, [null, '', 'ja', 'en'], 'ja'],
    ['her second language, if the first is none of ours', ALL, [null, 'nl', 'sv', 'it'], 'it'],
    ['another country', ALL, ['de-AT'], 'de'],
    ['another country of ours', ALL, ['pt-PT'], 'pt-BR'],
    ['whatever its capitals', ALL, ['PT-br'], 'pt-BR'],
    ['a script', ALL, ['ar-Arab-EG'], 'ar'],
    ['English for everybody else', ALL, [null, 'nl'], 'en'],
    ['the first of the site for everybody else', ['de', 'fr'], [null, 'en-US', 'nl'], 'de'],
    ['nothing that the site does not offer', ['de', 'fr'], ['it', 'fr'], 'fr'],
    [
      'nothing that a page makes up',
      ALL,
      ['__proto__', 'constructor', '-', 'x'.repeat(9999)],
      'en',
    ],
  ])('%s', (_, among, wishes, tag) => {
    expect(chosen(among, wishes)).toBe(tag)
  })

  it('of those that a site names, the known ones; all where it names none of them', () => {
    expect(offered(['fr', 'xx', 'toString'])).toEqual(['fr'])
    expect(offered([])).toEqual(ALL)
    expect(offered(['xx'])).toEqual(ALL)
  })

  it('only Arabic runs from right to left', () => {
    expect(ALL.filter((tag) => direction(tag) === 'rtl')).toEqual(['ar'])
  })

  it('a text runs as its first letter does', () => {
    expect(textDirection('4711: مرحبا, hello')).toBe('rtl')
    expect(textDirection('(שלום)')).toBe('rtl')
    expect(textDirection('4711: hello, مرحبا')).toBe('ltr')
    expect(textDirection('12 🍕')).toBe('ltr')
  })
})

describe('a language that is spoken', () => {
  const t = translator({
    plain: 'Hello',
    named: 'By {agent}',
    count: '{n, plural, one {#} other {# s}}',
  })

  afterEach(() => speak('en', {}))

  it('comes before English, which fills the gaps', () => {
    speak('de', { plain: 'Hallo' })
    expect(t('plain')).toBe('Hallo')
    expect(t('named', { agent: 'Ana' })).toBe('By Ana')
    speak('en', {})
    expect(t('plain')).toBe('Hello')
  })

  it('has the digits that codes and counts have, wherever the reader lives', () => {
    speak('ar', {})
    expect(new Intl.NumberFormat(spoken().locale).format(47)).toBe('47')
    expect(spoken().locale).toMatch(/^ar/)
  })

  it('keeps names in their place, and what stands around them', () => {
    const isolated = (text: string) => `\u2068${text}\u2069`
    const overriding = 'Eve\u202e lla'
    expect(t('named', { agent: 'Alex (Demo)' })).toBe('By Alex (Demo)')
    expect(t('named', { agent: 'سارة' })).toBe(`By ${isolated('سارة')}`)
    expect(t('named', { agent: overriding })).toBe(`By ${isolated(overriding)}`)
    speak('ar', { named: 'من {agent}{kind, select, call { (مكالمة)} other {}}' })
    expect(t('named', { agent: 'Alex (Demo)', kind: 'call' })).toBe(
      `من ${isolated('Alex (Demo)')} (مكالمة)`,
    )
  })

  it('has its own plurals', () => {
    speak('ar', { count: '{n, plural, two {dual} few {few #} other {#}}' })
    expect([t('count', { n: 2 }), t('count', { n: 3 })]).toEqual([
      'dual',
      expect.stringMatching('few'),
    ])
  })

  it('that wants more than is there gives way to English', () => {
    speak('de', { named: 'Von {agent} am {day}', plain: '{broken' })
    expect(t('named', { agent: 'Ana' })).toBe('By Ana')
    expect(t('plain')).toBe('Hello')
  })

  it('takes nothing from a prototype', () => {
    speak('de', {})
    const strange = translator({ toString: 'English' })
    expect(strange('toString')).toBe('English')
  })

  it('is taken over from another bundle', () => {
    const own = spoken()
    speakAs(() => ({ tag: 'fr', texts: { plain: 'Bonjour' }, locale: 'fr' }))
    expect(t('plain')).toBe('Bonjour')
    speakAs(() => own)
  })
})
