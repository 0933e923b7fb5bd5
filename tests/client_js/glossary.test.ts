import { describe, expect, it } from 'vitest'
import { english, glossary, tags, translated } from '../../client_js/src/i18n/catalogues.mjs'

interface Term {
  /** As English has it. */
  readonly words: readonly string[]
  /** By language, any of them. */
  readonly said: ReadonlyMap<string, readonly string[]>
}

/** The first table of docs/translating.md, longer words before those that are a part of them. */
function termsOf(doc: string): readonly Term[] {
  const [table = ''] = /^\| English.*?(?=\n\n)/ms.exec(doc) ?? []
  const [[, ...languages] = [], , ...rows] = table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return rows.map(([english = '', ...cells]) => ({
    words: forms(english),
    said: new Map(languages.map((tag, at) => [tag, forms(cells[at] ?? '')])),
  }))
}

function forms(cell: string): readonly string[] {
  return cell.split(' / ').map((word) => word.toLocaleLowerCase())
}

/** Which terms a text has. What stands in braces are not words. */
function termsIn(text: string, terms: readonly Term[]): readonly Term[] {
  let rest = text.replace(/\{\w+(?:, (?:select|plural),)?/g, '').toLowerCase()
  return terms.filter(({ words }) => {
    const pattern = new RegExp(`\\b(?:${words.join('|')})s?\\b`, 'g')
    const has = pattern.test(rest)
    rest = rest.replace(pattern, '')
    return has
  })
}

const terms = termsOf(glossary())
const catalogues = await english()
const parts = Object.keys(catalogues)

it('the glossary has a word of every language for every term', () => {
  expect(terms.length).toBeGreaterThan(5)
  for (const { words, said } of terms) {
    expect([...said.keys()].sort(), words[0]).toEqual([...tags()].sort())
    expect([...said.values()].flat(), words[0]).not.toContain('')
  }
})

it('a longer term is not taken for a shorter one', () => {
  const found = termsIn('Remote control of {agent} by session ID', terms)
  expect(found.map(({ words }) => words[0])).toEqual(['session id', 'remote control'])
})

describe.each(tags())('%s', (tag) => {
  it('has one word for one thing', () => {
    const own = translated(tag, parts)
    const others: string[] = []
    for (const part of parts) {
      for (const [key, text] of Object.entries(catalogues[part] ?? {})) {
        const translation = own[part]?.[key]?.toLocaleLowerCase() ?? ''
        for (const { words, said } of termsIn(text, terms)) {
          const known = said.get(tag) ?? []
          if (!known.some((word) => translation.includes(word))) {
            others.push(`${key}: ${words[0]} is ${known.join(' or ')}, not in: ${translation}`)
          }
        }
      }
    }
    expect(others).toEqual([])
  })
})
