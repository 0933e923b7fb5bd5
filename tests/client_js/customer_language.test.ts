// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Language } from '../../client_js/src/customer/language.js'
import { Memory } from '../../client_js/src/customer/memory.js'
import { t } from '../../client_js/src/customer/text.js'
import { speak, spoken } from '../../client_js/src/i18n/spoken.js'

const BASE = 'https://broker.example/'

let asked: string[]
let answers: Map<string, (response: Response) => void>
let notified: string[]
let memory: Memory

beforeEach(() => {
  asked = []
  answers = new Map()
  notified = []
  const values = new Map<string, string>()
  memory = new Memory({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  })
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url.slice(BASE.length))
    return new Promise((resolve) => answers.set(url.split('.').at(-2) as string, resolve))
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  document.documentElement.lang = ''
  speak('en', {})
})

function language(identified: { languages?: string[]; english_changed?: boolean } = {}): Language {
  return new Language({
    base: BASE,
    memory,
    identified: { languages: [], english_changed: false, ...identified },
    notify: (text) => void notified.push(text),
    changed: () => undefined,
  })
}

function answer(tag: string, texts: object): void {
  answers.get(tag)?.(new Response(JSON.stringify(texts)))
}

it('needs nothing for English, unless the operator has other English texts', async () => {
  document.documentElement.lang = 'en'
  await language().begin()
  expect(asked).toEqual([])
  const begun = language({ english_changed: true }).begin()
  answer('en', { 'ask.allow': 'Yes' })
  await begun
  expect(asked).toEqual(['sdk/v1/texts/customer.en.json'])
  expect(t('ask.allow')).toBe('Yes')
})

it('begins with what she chose on the page before', async () => {
  document.documentElement.lang = 'fr'
  memory.set('language', 'de')
  const begun = language().begin()
  answer('de', { 'ask.allow': 'Zulassen' })
  await begun
  expect(t('ask.allow')).toBe('Zulassen')
})

it('begins with the page, where the site does not offer what she chose elsewhere', async () => {
  document.documentElement.lang = 'fr'
  memory.set('language', 'de')
  const begun = language({ languages: ['fr', 'it'] }).begin()
  answer('fr', {})
  await begun
  expect(spoken().tag).toBe('fr')
})

it('keeps the last of several choices, whichever texts come first', async () => {
  const widget = language()
  const [german, french] = [widget.choose('de'), widget.choose('fr')]
  answer('fr', { 'ask.allow': 'Autoriser' })
  answer('de', { 'ask.allow': 'Zulassen' })
  await Promise.all([german, french])
  expect([spoken().tag, t('ask.allow'), memory.get('language')]).toEqual(['fr', 'Autoriser', 'fr'])
  expect(notified).toEqual([])
})

it.each([
  ['no such texts', new Response('', { status: 404 })],
  ['no texts at all', new Response('<html>')],
])('stays as it is where there are %s, and says so', async (_, response) => {
  const chosen = language().choose('de')
  answers.get('de')?.(response)
  await chosen
  expect([spoken().tag, memory.get('language')]).toEqual(['en', null])
  expect(notified).toEqual([t('language.failed')])
})
