/** What agents made of one field of the page. */
export interface Change {
  readonly id: number
  /** Of a `check`, `before` and `after` are `true` or `false`. */
  readonly kind: string
  /** The field's name as people know it; may be empty. */
  readonly label: string
  readonly before: string
  readonly after: string
}

/** `changed_since`: the field has another value by now, so nothing was done. */
export type Undone = 'undone' | 'changed_since' | 'gone'

/** The changes in this page that can be taken back, the oldest first. */
export interface ChangeList {
  readonly list: readonly Change[]
  undo(id: number): Undone
}
