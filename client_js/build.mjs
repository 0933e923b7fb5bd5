// Bundles the entry points into the Python package: `node build.mjs [--watch]`.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { english, parsed, tags, translated } from './src/i18n/catalogues.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '..', 'signaling', 'static')

// The SDK is one classic script (a website adds one tag), which loads the rest of itself when there
// is a session; our own pages load modules.
const entries = [
  { source: 'src/customer/together/main.ts', bundle: 'together.js', format: 'esm' },
  { source: 'src/customer/calling/main.ts', bundle: 'calling.js', format: 'esm' },
  { source: 'src/customer/chatting/main.ts', bundle: 'chatting.js', format: 'esm' },
  { source: 'src/customer/inviting/main.ts', bundle: 'inviting.js', format: 'esm' },
  { source: 'src/customer/looking/main.ts', bundle: 'looking.js', format: 'esm' },
  { source: 'src/customer/playground/main.ts', bundle: 'playground.js', format: 'esm' },
  { source: 'src/customer/main.ts', bundle: 'alongside.js', format: 'iife' },
  { source: 'src/preview/main.ts', bundle: 'preview.js', format: 'esm' },
  { source: 'src/documents/viewer/main.ts', bundle: 'document.js', format: 'iife' },
  { source: 'src/documents/viewer/pdf_worker.ts', bundle: 'pdf_worker.js', format: 'iife' },
  { source: 'src/dock/main.ts', bundle: 'dock.js', format: 'esm' },
  { source: 'src/chat_window/main.ts', bundle: 'chat.js', format: 'esm' },
  { source: 'src/agent/main.ts', bundle: 'agent.js', format: 'esm' },
  { source: 'src/admin/main.ts', bundle: 'admin.js', format: 'esm' },
  { source: 'src/admin/charts/main.ts', bundle: 'charts.js', format: 'esm' },
  { source: 'src/embed/main.ts', bundle: 'alongside-agent.js', format: 'iife' },
  { source: 'src/join/main.ts', bundle: 'join.js', format: 'esm' },
  { source: 'src/check/main.ts', bundle: 'check.js', format: 'esm' },
  { source: 'src/account/main.ts', bundle: 'account.js', format: 'esm' },
]

/** What draws with the copy of Lit that `alongside.js` has. */
const LAZY_WITH_UI = new Set(['calling.js', 'chatting.js', 'inviting.js'])

// Decoders of pdf.js for pictures that browsers do not know; loaded where a PDF has one.
const decoders = ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js']

/**
 * Parses the messages of the catalogues now, so that no browser has to load the parser.
 * @type {import('esbuild').Plugin}
 */
const parsedCatalogues = {
  name: 'parsed-catalogues',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]i18n[\\/]en(_\w+)?\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [path],
        format: 'esm',
        write: false,
      })
      const source = outputFiles[0].text
      const catalogues = await import(`data:text/javascript,${encodeURIComponent(source)}`)
      const parsed = Object.entries(catalogues).map(
        ([name, texts]) => `export const ${name} = ${JSON.stringify(parsedTexts(texts))}`,
      )
      return { contents: parsed.join('\n'), loader: 'js' }
    })
  },
}

/** @param {Record<string, string>} texts */
function parsedTexts(texts) {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, parsedText(text)]))
}

/** Most are nothing but words, which stay as they are. */
function parsedText(text) {
  const elements = parsed(text)
  const [first, ...more] = elements
  const isPlain = more.length === 0 && first?.type === 0 && !first.value.includes('{')
  return isPlain ? first.value : elements
}

// What each user interface needs of a language, which it loads when somebody speaks it.
const parts = {
  customer: ['common', 'customer', 'calling', 'chatting', 'inviting'],
  chat: ['common', 'customer', 'chatting'],
  dock: ['common', 'dock', 'documents'],
  agent: ['common', 'agent', 'agent_calls', 'agent_pane', 'chatting', 'documents', 'inviting'],
  join: ['common', 'agent', 'agent_calls', 'chatting', 'join'],
  check: ['common', 'check'],
  account: ['common', 'account'],
  playground: ['playground'],
}

/** `static/texts/PART.TAG.json`: of English, which the bundles have, for the server to look at. */
async function buildLanguages() {
  mkdirSync(join(out, 'texts'), { recursive: true })
  const catalogues = await english()
  // Each of its pages has a catalogue of its own; signing in is the agents'.
  const admin = Object.keys(catalogues).filter((name) => /^admin(_|$)/.test(name))
  parts.admin = ['common', 'agent', ...admin]
  for (const tag of ['en', ...tags()]) {
    const own = tag === 'en' ? catalogues : translated(tag, Object.keys(catalogues))
    for (const [part, files] of Object.entries(parts)) {
      const texts = parsedTexts(Object.assign({}, ...files.map((file) => own[file])))
      writeFileSync(join(out, 'texts', `${part}.${tag}.json`), JSON.stringify(texts))
    }
  }
}

/**
 * Style sheets and templates travel without the white space and the comments that people need.
 * @type {import('esbuild').Plugin}
 */
const denseTemplates = {
  name: 'dense-templates',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!/\b(css|html)`|\bstyleSheet\(`|_CSS = `/.test(source)) return
      const sheets = /(\bcss|\bstyleSheet\(|_CSS = )`\n[^`]*`/g
      const contents = source.replace(sheets, dense).replace(/\n\s+/g, '\n')
      return { contents, loader: 'ts' }
    })
  },
}

/** @param {string} sheet */
function dense(sheet) {
  return sheet
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/;}/g, '}')
}

/**
 * Of what `alongside.js` loads, which is built before it.
 * @param {string} bundle
 * @param {string} part
 */
function integrityOf(bundle, part) {
  if (bundle !== 'alongside.js') return '""'
  const digest = createHash('sha384')
    .update(readFileSync(join(out, part)))
    .digest('base64')
  return JSON.stringify(`sha384-${digest}`)
}

/** @returns {import('esbuild').BuildOptions} */
function options({ source, bundle, format }) {
  return {
    absWorkingDir: here,
    entryPoints: [source],
    outfile: join(out, bundle),
    format,
    bundle: true,
    minify: true,
    metafile: true,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'eof',
    // What the first part of the SDK loads is exactly what was built with it.
    define: {
      TOGETHER_INTEGRITY: integrityOf(bundle, 'together.js'),
      CALLING_INTEGRITY: integrityOf(bundle, 'calling.js'),
      CHATTING_INTEGRITY: integrityOf(bundle, 'chatting.js'),
      INVITING_INTEGRITY: integrityOf(bundle, 'inviting.js'),
      LOOKING_INTEGRITY: integrityOf(bundle, 'looking.js'),
      PLAYGROUND_INTEGRITY: integrityOf(bundle, 'playground.js'),
    },
    plugins: [parsedCatalogues, denseTemplates],
    alias: {
      '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js',
      ...(LAZY_WITH_UI.has(bundle) && { 'lit/html.js': './src/customer/templates.ts' }),
    },
    logLevel: 'warning',
  }
}

async function build() {
  await buildLanguages()
  const metafile = {}
  for (const entry of entries) {
    metafile[entry.bundle] = (await esbuild.build(options(entry))).metafile
  }
  for (const name of decoders) {
    copyFileSync(join(here, 'node_modules', 'pdfjs-dist', 'wasm', name), join(out, name))
  }
  // What is in each bundle, for the size budgets and for https://esbuild.github.io/analyze/.
  mkdirSync(join(here, 'dist'), { recursive: true })
  writeFileSync(join(here, 'dist', 'meta.json'), JSON.stringify(metafile))
}

async function watch() {
  await build()
  for (const entry of entries) {
    const context = await esbuild.context(options(entry))
    await context.watch()
  }
}

try {
  await (process.argv.includes('--watch') ? watch() : build())
} catch (error) {
  // esbuild has printed what is wrong in the sources; anything else is a fault of this script.
  if (!Array.isArray(error.errors)) throw error
  process.exitCode = 1
}
