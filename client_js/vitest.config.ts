import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const modules = join(import.meta.dirname, 'node_modules')

// The tests are outside this folder, the packages they import inside: every bare import is looked
// up here. A test of ours that needs a DOM says so: `// @vitest-environment happy-dom`.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: `${modules}/vitest/dist/index.js` },
      { find: /^lit$/, replacement: `${modules}/lit/index.js` },
      { find: /^lit\/(.*)$/, replacement: `${modules}/lit/$1` },
      { find: /^happy-dom$/, replacement: `${modules}/happy-dom/lib/index.js` },
    ],
  },
  server: { fs: { allow: [join(import.meta.dirname, '..')] } },
  cacheDir: `${modules}/.vite`,
  test: {
    dir: join(import.meta.dirname, '..', 'tests', 'client_js'),
    include: ['**/*.test.ts'],
    // Nothing here is about a process; starting one for each file takes longer than most tests.
    pool: 'threads',
  },
})
