import { Checksum, SUMMED_ATTRIBUTES } from '../checksum.js'
import { qualifiedTag } from '../operations.js'
import { mayHaveChildren } from './items.js'
import type { Branch } from './tree.js'

/** Differs from every other text that can stand there. */
const WRONG = '!'

/** The checksum of what is in the mirror here, not of what should be: docs/mirror.md, "Checksums". */
export function sumOf(branch: Branch): number {
  const sum = new Checksum()
  add(branch, sum)
  return sum.value
}

function add(branch: Branch, sum: Checksum): void {
  const { node, built, inner } = branch
  if (node.nodeType === Node.TEXT_NODE) {
    sum
      .add('"')
      .add(node.nodeValue ?? '')
      .add(';')
    return
  }
  if (built) {
    sum.add('<').add(qualifiedTag(built.namespace, built.tag))
    const isPlain = built.tag !== 'gap' && built.tag !== 'box'
    if (isPlain) for (const name of SUMMED_ATTRIBUTES) sum.add(written(built.element, name))
    sum.add('>')
  }
  addChildren(branch, sum)
  if (!built) return
  if (inner) {
    sum.add('{')
    add(inner, sum)
    sum.add('}')
  }
  sum.add('/')
}

function addChildren(branch: Branch, sum: Checksum): void {
  const { node, children } = branch
  let real = node.firstChild
  if (real?.nodeType === Node.DOCUMENT_TYPE_NODE) real = real.nextSibling
  for (const child of children) {
    if (real !== child.node) sum.add(WRONG)
    add(child, sum)
    real = real?.nextSibling ?? null
  }
  if (real !== null && mayHaveChildren(branch)) sum.add(WRONG)
}

function written(element: Element, name: string): string {
  const value = element.getAttribute(name)
  return value === null ? '' : ` ${name}=${value}`
}
