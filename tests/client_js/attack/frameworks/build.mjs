// Bundles one fixture: `node build.mjs <node_modules> <fixture> <output>`.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [modules, fixture, outfile] = process.argv.slice(2)
const require = createRequire(join(modules, 'x.js'))
const esbuild = require('esbuild')

/** As the framework's own bundler plugins do it. */
const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { compile } = require('svelte/compiler')
      const source = await readFile(path, 'utf8')
      return { contents: compile(source, { generate: 'client', filename: path }).js.code }
    })
  },
}

await esbuild.build({
  entryPoints: [fixture],
  outfile,
  bundle: true,
  format: 'iife',
  jsx: 'automatic',
  minify: true,
  nodePaths: [modules],
  conditions: ['browser', 'production'],
  // Templates are compiled in the browser.
  alias: { vue: 'vue/dist/vue.esm-bundler.js' },
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [svelte],
  logLevel: 'error',
})
