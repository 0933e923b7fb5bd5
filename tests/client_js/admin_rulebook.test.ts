// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../client_js/src/admin/api.js'
import { GROUPS, policyWrong, unnamed } from '../../client_js/src/admin/pages/policy/fields.js'
import { deviations, nearestPreset } from '../../client_js/src/admin/pages/policy/preset_of.js'
import { Book } from '../../client_js/src/admin/pages/rulebook/book.js'
import type { Redaction, Rulebook } from '../../client_js/src/admin/pages/rulebook/book_api.js'
import { changeWords } from '../../client_js/src/admin/pages/rulebook/change_words.js'
import {
  isOrigin,
  linesOf,
  moved,
  patternWrong,
  redactionWrong,
} from '../../client_js/src/admin/pages/rules/checks.js'
import { merged } from '../../client_js/src/admin/pages/rules/import_rules.js'
import { ownPage } from '../../client_js/src/admin/pages/rules/try_rules.js'

const EMPTY: Redaction = { mode: 'open', rules: [], aliases: [], unshared: [], asset_origins: [] }
const RULE = { url: '*', selector: '.a', action: 'mask' } as const
const MASKED: Redaction = { ...EMPTY, rules: [RULE] }

/** A server with one site, as `BookApi` talks to it. */
class Server {
  published = { number: 1, at: 0, by: null, note: '', body: EMPTY }
  draft: Rulebook<Redaction>['draft'] = null

  read = async () => ({ published: this.published, draft: this.draft })

  save = async (body: Redaction, revision: number) => {
    if (revision !== (this.draft?.revision ?? 0)) throw new ApiError('version_changed', 409)
    this.draft = { revision: revision + 1, based_on: 1, at: 0, by: 'x', body, changes: [] }
    return this.draft
  }

  drop = async (revision: number) => {
    if (revision !== this.draft?.revision) throw new ApiError('version_changed', 409)
    this.draft = null
  }

  publish = async (revision: number, over: number, note: string) => {
    if (this.draft?.revision !== revision || over !== this.published.number) {
      throw new ApiError('version_changed', 409)
    }
    this.published = { ...this.published, number: over + 1, note, body: this.draft.body }
    this.draft = null
    return this.published
  }

  restore = async (_: number, over: number) => {
    this.published = { ...this.published, number: over + 1 }
    return this.published
  }
}

async function opened(server = new Server()): Promise<[Book<Redaction>, Server]> {
  const book = new Book<Redaction>(server)
  await book.load()
  return [book, server]
}

describe('a book', () => {
  it('is published, edited, saved and published again', async () => {
    const [book, server] = await opened()
    expect(book.state).toBe('published')
    book.edit(MASKED)
    expect(book.state).toBe('unsaved')
    await book.save()
    expect([book.state, server.draft?.revision]).toEqual(['draft', 1])
    expect(await book.publish('note')).toBe(2)
    expect([book.state, book.body]).toEqual(['published', MASKED])
  })

  it('is not edited when what is edited says the same', async () => {
    const [book] = await opened()
    book.edit({ asset_origins: [], unshared: [], aliases: [], rules: [], mode: 'open' })
    expect(book.state).toBe('published')
  })

  it('keeps what is edited where somebody else was faster, and replaces theirs when asked to', async () => {
    const [book, server] = await opened()
    const [other] = await opened(server)
    other.edit({ ...EMPTY, unshared: ['/theirs'] })
    await other.save()
    book.edit(MASKED)
    await expect(book.save()).rejects.toThrow('version_changed')
    expect([book.isOvertaken, book.state, book.body]).toEqual([true, 'unsaved', MASKED])
    await book.save()
    expect([book.isOvertaken, server.draft?.body]).toEqual([false, MASKED])
  })

  it('shows theirs instead', async () => {
    const [book, server] = await opened()
    const [other] = await opened(server)
    other.edit(MASKED)
    await other.save()
    book.edit({ ...EMPTY, mode: 'private' })
    await expect(book.save()).rejects.toThrow()
    book.revert()
    expect([book.isOvertaken, book.state, book.body]).toEqual([false, 'draft', MASKED])
  })

  it('keeps what is edited when it is loaded anew, and knows a draft that is behind', async () => {
    const [book, server] = await opened()
    book.edit(MASKED)
    await book.load()
    expect(book.state).toBe('unsaved')
    await book.save()
    expect(book.isBehind).toBe(false)
    server.published = { ...server.published, number: 5 }
    await book.load()
    expect(book.isBehind).toBe(true)
    await book.drop()
    expect([book.state, server.draft]).toEqual(['published', null])
  })
})

describe('changes in words', () => {
  const words = {
    name: (field: string) => field.toUpperCase(),
    value: (_: string, value: unknown) => String(value),
  }

  it('say what was and what is', () => {
    const field = { what: 'field', field: 'mode', before: 'open', after: 'private' }
    expect(changeWords(field, words)).toBe('MODE: open → private')
    expect(changeWords({ what: 'rule_added', rule: RULE }, words)).toBe('New rule: Mask, .a on *')
    expect(changeWords({ what: 'alias_removed', value: 'rrweb' }, words)).toContain('rrweb')
    expect(changeWords({ what: 'of_tomorrow' }, words)).toBe('of_tomorrow')
  })
})

describe('checks', () => {
  it('know what the server refuses', () => {
    expect(patternWrong('account')).toBe('begins')
    expect(patternWrong(' ')).toBe('empty')
    expect(patternWrong(`/${'x'.repeat(500)}`)).toBe('too_long')
    expect(patternWrong('https://shop.example/*')).toBeNull()
    expect(isOrigin('https://a.example/')).toBe(false)
    expect(isOrigin('http://a.example')).toBe(false)
    expect(isOrigin('https://a.example')).toBe(true)
    expect(redactionWrong(MASKED)).toBeNull()
    expect(redactionWrong({ ...EMPTY, rules: new Array(501).fill(RULE) })).toBe('too_many')
    expect(redactionWrong({ ...EMPTY, unshared: ['login'] })).toBe('begins')
    expect(redactionWrong({ ...EMPTY, asset_origins: ['*'] })).toBe('origin')
  })

  it('read lines, and move', () => {
    expect(linesOf(' /a \n\n/b\n/a')).toEqual(['/a', '/b'])
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
  })

  it('let only pages of the site be opened', () => {
    const origins = ['https://shop.example']
    expect(ownPage('https://shop.example/x?y', origins)?.href).toBe('https://shop.example/x?y')
    const hostile = [
      'https://evil.example/',
      'javascript:alert(1)',
      'https://shop.example.evil/',
      '',
    ]
    for (const text of hostile) expect(ownPage(text, origins)).toBeNull()
  })

  it('add what was imported, each once', () => {
    const found = { mode: null, aliases: ['rrweb'], unshared: ['/a'], skipped: [], more: 0 }
    const more = { url: '*', selector: '.b', action: 'block' } as const
    const both = merged(MASKED, { ...found, rules: [RULE, more] })
    expect(both).toEqual({ ...MASKED, rules: [RULE, more], aliases: ['rrweb'], unshared: ['/a'] })
  })
})

describe('a policy', () => {
  const presets = {
    plain: { laser: true, pen: true, scopes: ['view'] },
    other: { laser: false, pen: false, scopes: ['view', 'control'] },
  }

  it('is compared with the nearest preset', () => {
    const policy = { laser: false, pen: true, scopes: ['view', 'control'] }
    expect(nearestPreset(policy, presets)).toBe('other')
    expect(deviations(policy, presets.other)).toEqual(['pen'])
  })

  it('is refused where the server would', () => {
    expect(policyWrong({ ask_seconds: 30, scopes: ['view'] })).toBeNull()
    for (const ask_seconds of [-1, 86_401, Number.NaN, '']) {
      expect(policyWrong({ ask_seconds })).toBe('number')
    }
    expect(policyWrong({ scopes: ['video'] })).toBe('video')
    expect(policyWrong({ scopes: ['screen'], screen_surfaces: [] })).toBe('screen')
  })

  it('has every field once, and shows those of a newer server', () => {
    const names = GROUPS.flatMap(({ fields }) => fields.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    const newer = { laser: true, of_tomorrow: true, most_of_it: 3, odd: ['x'] }
    expect(unnamed(newer).map(({ name }) => name)).toEqual(['of_tomorrow', 'most_of_it'])
  })
})
