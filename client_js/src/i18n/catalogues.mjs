// What is to be translated, and what is not any more: `npm run i18n:missing`. Ends with 1 where
// anything is.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from '@formatjs/icu-messageformat-parser'
import * as esbuild from 'esbuild'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The English texts by part. `en.ts` is the part `common`. */
export async function english() {
  const catalogues = {}
  for (const file of readdirSync(folder).sort()) {
    const name = /^en(?:_(\w+))?\.ts$/.exec(file)
    if (name === null) continue
    const { code } = await esbuild.transform(readFileSync(join(folder, file), 'utf8'), {
      loader: 'ts',
    })
    const [texts] = Object.values(await import(`data:text/javascript,${encodeURIComponent(code)}`))
    catalogues[name[1] ?? 'common'] = texts
  }
  return catalogues
}

/** The texts of a language by part. */
export function translated(tag, parts) {
  const read = (part) => {
    const path = join(folder, 'locales', tag, `${part}.json`)
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  }
  return Object.fromEntries(parts.map((part) => [part, read(part)]))
}

/** Of all that is bundled, by path. */
export function sources() {
  const root = join(folder, '..')
  const paths = readdirSync(root, { recursive: true }).filter((path) => path.endsWith('.ts'))
  return Object.fromEntries(
    paths
      .sort()
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')]),
  )
}

/** As translator.ts reads a text. */
export function parsed(text) {
  return parse(text, { ignoreTag: true, captureLocation: false })
}

/** What each word of ours is called, for translators. */
export function glossary() {
  return readFileSync(join(folder, '..', '..', '..', 'docs', 'translating.md'), 'utf8')
}

export const tags = () => readdirSync(join(folder, 'locales')).sort()

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const catalogues = await english()
  for (const tag of tags()) {
    const own = translated(tag, Object.keys(catalogues))
    for (const [part, texts] of Object.entries(catalogues)) {
      const lines = [
        ...Object.keys(texts)
          .filter((key) => !(key in own[part]))
          .map((key) => `missing ${key}: ${texts[key]}`),
        ...Object.keys(own[part])
          .filter((key) => !(key in texts))
          .map((key) => `not used ${key}`),
      ]
      for (const line of lines) console.log(`${tag}/${part}.json ${line}`)
      if (lines.length > 0) process.exitCode = 1
    }
  }
}
