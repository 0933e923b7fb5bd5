/** Lit's templates without the rest of Lit, which `alongside.js` has and renders them with: a second
 * copy would make a Trusted Types policy of the same name, which strict websites refuse. The build
 * puts this in the place of `lit` in `calling.js` and `chatting.js`. What a template result is, any
 * copy of Lit 2 or 3 understands. */
interface Result {
  readonly _$litType$: number
  readonly strings: TemplateStringsArray
  readonly values: readonly unknown[]
}

function template(_$litType$: number) {
  return (strings: TemplateStringsArray, ...values: unknown[]): Result => ({
    _$litType$,
    strings,
    values,
  })
}

export const html = template(1)
export const svg = template(2)
export const nothing = Symbol.for('lit-nothing')
