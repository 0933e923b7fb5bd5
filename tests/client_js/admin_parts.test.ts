import { describe, expect, it } from 'vitest'
import { accentOf, contrastWithWhite } from '../../client_js/src/admin/pages/settings/contrast.js'
import { originOf, originsOf } from '../../client_js/src/admin/pages/sites/origins.js'
import { wrongIn } from '../../client_js/src/admin/parts/account_check.js'
import { found } from '../../client_js/src/admin/parts/search.js'
import { ago } from '../../client_js/src/admin/parts/times.js'
import { hrefOf, placeOf } from '../../client_js/src/admin/place.js'

describe('the address', () => {
  const pages = ['sites', 'live']
  it.each([
    ['', 'sites', []],
    ['#', 'sites', []],
    ['#/live', 'live', []],
    ['#/live/', 'live', []],
    ['#/sites/site_1/x%2Fy', 'sites', ['site_1', 'x/y']],
    ['#/nowhere/at/all', 'sites', []],
    ['#/__proto__', 'sites', []],
    ['#/sites/%E0%A4%A', 'sites', []],
    ['#live', 'sites', []],
  ])('%s', (hash, page, rest) => {
    expect(placeOf(hash, pages)).toEqual({ page, rest })
  })

  it('leads where it was made for, whatever is in it', () => {
    const rest = ['a/b', '<script>', 'ä #?%']
    expect(placeOf(hrefOf('sites', ...rest), pages)).toEqual({ page: 'sites', rest })
  })
})

describe('the search', () => {
  const rows = ['Café Paris', 'Shop https://shop.example', 'Ünal (.*)']
  const search = (wanted: string) => found(rows, wanted, (row) => [row])
  it.each([
    ['', rows],
    ['   ', rows],
    ['CAFE', ['Café Paris']],
    ['paris café', ['Café Paris']],
    ['unal', ['Ünal (.*)']],
    ['.*', ['Ünal (.*)']],
    ['shop paris', []],
  ])('%j', (wanted, rows) => {
    expect(search(wanted)).toEqual(rows)
  })
})

describe('origins', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['HTTPS://Shop.Example/', 'https://shop.example'],
    ['https://shop.example:443', 'https://shop.example'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://shop.example/path', null],
    ['https://shop.example?x', null],
    ['https://user@shop.example', null],
    ['shop.example', null],
    ['javascript:alert(1)', null],
    ['null', null],
    ['https://', null],
    ['https://a b', null],
  ])('%s', (line, origin) => {
    expect(originOf(line)).toBe(origin)
  })

  it('come one a line, each once, and the first wrong one is told', () => {
    expect(originsOf(' https://a.example\n\nhttps://b.example, https://A.example/ ')).toEqual({
      origins: ['https://a.example', 'https://b.example'],
      wrong: null,
    })
    expect(originsOf('https://a.example\nnonsense\nmore').wrong).toBe('nonsense')
  })
})

describe('a colour', () => {
  it.each([
    [' #0B6B3A ', '#0b6b3a'],
    ['#fff', null],
    ['red', null],
    ['#0b6b3a;', null],
    ['', null],
  ])('%s', (typed, accent) => {
    expect(accentOf(typed)).toBe(accent)
  })

  it('has the contrast that the guidelines say', () => {
    expect(contrastWithWhite('#000000')).toBeCloseTo(21, 5)
    expect(contrastWithWhite('#ffffff')).toBeCloseTo(1, 5)
    expect(contrastWithWhite('#777777')).toBeCloseTo(4.48, 2)
  })
})

it('a new account is judged as the server judges it', () => {
  const good = { code: 'x', name: 'Olga', user_name: 'Olga', password: '1234567890' }
  expect(wrongIn(good)).toEqual({})
  const bad = { code: '', name: '', user_name: 'a b', password: 'short' }
  expect(Object.keys(wrongIn(bad))).toEqual(['code', 'name', 'user_name', 'password'])
})

it.each([
  [-5, 'now'],
  [0.4, 'now'],
  [59, '59 seconds ago'],
  [125, '2 minutes ago'],
  [7300, '2 hours ago'],
  [90_000, 'yesterday'],
])('%d seconds ago', (seconds, text) => {
  expect(ago(seconds)).toBe(text)
})
