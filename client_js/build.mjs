// Bundles the entry points into the Python package: `node build.mjs [--watch]`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '..', 'signaling', 'static')

// The SDK is one classic script (a website adds one tag); our own pages load modules.
const entries = [
  { source: 'src/customer/main.ts', bundle: 'alongside.js', format: 'iife' },
  { source: 'src/agent/main.ts', bundle: 'agent.js', format: 'esm' },
]

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
    logLevel: 'warning',
  }
}

async function build() {
  const metafile = {}
  for (const entry of entries) {
    metafile[entry.bundle] = (await esbuild.build(options(entry))).metafile
  }
  // What is in each bundle, for the size budgets and for https://esbuild.github.io/analyze/.
  mkdirSync(join(here, 'dist'), { recursive: true })
  writeFileSync(join(here, 'dist', 'meta.json'), JSON.stringify(metafile))
}

async function watch() {
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
