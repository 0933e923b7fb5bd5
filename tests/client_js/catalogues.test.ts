import { describe, expect, it } from 'vitest'
import { english, parsed, tags, translated } from '../../client_js/src/i18n/catalogues.mjs'
import { LANGUAGES } from '../../client_js/src/i18n/languages.js'

const catalogues = await english()
const parts = Object.keys(catalogues)

type Elements = ReturnType<typeof parsed>

/** What a message needs, "agent: argument", and how it branches, "delay: select none other". */
function needs(elements: Elements): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case 1:
        return [`${element.value}: argument`]
      case 5:
      case 6: {
        const branches = Object.values(element.options).flatMap(({ value }) => needs(value))
        const names = Object.keys(element.options).sort().join(' ')
        const how = element.type === 6 ? 'plural' : `select ${names}`
        return [`${element.value}: ${how}`, ...branches]
      }
      default:
        return []
    }
  })
}

/** The branches of each plural. */
function plurals(elements: Elements): string[][] {
  return elements.flatMap((element) => {
    if (element.type !== 5 && element.type !== 6) return []
    const inner = Object.values(element.options).flatMap(({ value }) => plurals(value))
    return element.type === 6 ? [Object.keys(element.options).sort(), ...inner] : inner
  })
}

/** Of those the ones for a single number: `=0`. */
function exact(elements: Elements): string[] {
  return plurals(elements).map((branches) => branches.filter((one) => one.startsWith('=')).join())
}

it('has every language that can be chosen, and no others', () => {
  expect(['en', ...tags()].sort()).toEqual(Object.keys(LANGUAGES).sort())
})

it('has each key in one part only', () => {
  const keys = parts.flatMap((part) => Object.keys(catalogues[part] ?? {}))
  expect(keys.length).toBe(new Set(keys).size)
})

it('escapes nothing: a text without arguments is shown as it stands', () => {
  for (const part of parts) {
    for (const [key, text] of Object.entries(catalogues[part] ?? {})) {
      expect(text, key).not.toContain("''")
    }
  }
})

describe.each(tags())('%s', (tag) => {
  const own = translated(tag, parts)

  it.each(parts)('has the keys of the English %s, no more and no less', (part) => {
    const wanted = Object.keys(catalogues[part] ?? {})
    const there = Object.keys(own[part] ?? {})
    // `npm run i18n:missing` lists them with their English texts.
    expect({
      missing: wanted.filter((key) => !there.includes(key)),
      unused: there.filter((key) => !wanted.includes(key)),
    }).toEqual({ missing: [], unused: [] })
  })

  it.each(parts)('says in %s what the English texts say, and in its own plurals', (part) => {
    const categories = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort()
    for (const [key, text] of Object.entries(own[part] ?? {})) {
      const given = catalogues[part]?.[key]
      if (given === undefined) continue
      expect(text.trim(), key).not.toBe('')
      const elements = parsed(text)
      const unique = (names: string[]) => [...new Set(names)].sort()
      expect(unique(needs(elements)), key).toEqual(unique(needs(parsed(given))))
      const wanted = exact(parsed(given))
      for (const [at, branches] of plurals(elements).entries()) {
        // "No conversation" is not "0 conversations"; Arabic has a plural for it.
        const single = wanted[at] && !categories.includes('zero') ? [wanted[at]] : []
        expect(branches, key).toEqual([...single, ...categories])
      }
    }
  })
})

/** Where a line would break in the middle: what stands alone then. */
const BROKEN: Readonly<Record<string, RegExp>> = {
  fr: / [:;?!»%]|« /,
  de: / […%]/,
  es: / %/,
}

it.each(Object.entries(BROKEN))('%s keeps together what no line may part', (tag, broken) => {
  for (const [part, texts] of Object.entries(translated(tag, parts))) {
    for (const [key, text] of Object.entries(texts))
      expect(text, `${part} ${key}`).not.toMatch(broken)
  }
})
