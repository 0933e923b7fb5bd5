/**
 * In mode `private` a style sheet keeps its looks only: what it could write (`content`, custom
 * properties) and what it could picture (`url()`) becomes empty. Fonts and grids keep their names.
 */

const NAMES = /^(font|grid|src$)/
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/
const URL = new RegExp(`url\\(\\s*(?:${STRING.source}|(?:[^"'()\\\\\\s]|\\\\[sS])*)\\s*\\)`)
const NAME = /--[-\w\\]*|[-a-z_][-\w]*/
const TOKEN = new RegExp(
  [COMMENT, STRING, URL, NAME, /[\s\S]/].map(({ source }) => source).join('|'),
  'gi',
)

export function privateCss(css: string): string {
  const out: string[] = []
  const open: string[] = []
  let property = ''
  let name = ''
  for (const [token] of css.matchAll(TOKEN)) {
    const kept = NAMES.test(property)
    if (token.startsWith('/*')) out.push('/**/')
    else if (/^["']/.test(token)) out.push(kept || open.at(-1) === '[' ? token : '""')
    else if (/^url\(/i.test(token)) out.push(kept || isFragment(token) ? token : 'url("data:,")')
    else out.push(token)
    if (token === '(' || token === '[') open.push(token)
    else if (token === ')' || token === ']') open.pop()
    else if (/^[;{}]$/.test(token)) [property, name] = ['', '']
    else if (token === ':' && open.length === 0 && property === '') property = name
    else if (/^[-\w]/.test(token) && name === '') name = token.toLowerCase()
  }
  return out.join('')
}

function isFragment(url: string): boolean {
  return /^url\(\s*["']?#/i.test(url)
}
