/** Google's csp-evaluator over the policies on standard input, a JSON list: a list of what it finds in each. */

import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

const require = createRequire(new URL('../../client_js/', import.meta.url))
const { CspEvaluator } = require('csp_evaluator')
const { CspParser } = require('csp_evaluator/dist/parser.js')

const policies = JSON.parse(await text(process.stdin))
const found = policies.map((policy) =>
  new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .map(({ severity, directive, description }) => ({ severity, directive, description })),
)
console.log(JSON.stringify(found))
