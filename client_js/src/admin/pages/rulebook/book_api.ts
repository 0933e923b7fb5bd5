/** Drafts and versions as `/api/v1/sites/{key}/redaction|policy/` tells them
 * (signaling/rest/rulebook.py). */
import { get, part, post, put, remove } from '../../api.js'
import type { Site } from '../sites/site_api.js'

export type Kind = 'redaction' | 'policy'
export type Action = 'mask' | 'block' | 'ignore' | 'reveal' | 'readonly' | 'nosubmit'

export interface Rule {
  readonly url: string
  readonly selector: string
  readonly action: Action
}

export interface Redaction {
  readonly mode: 'open' | 'private'
  readonly rules: readonly Rule[]
  readonly aliases: readonly string[]
  readonly unshared: readonly string[]
  readonly asset_origins: readonly string[]
}

export type FieldValue = boolean | number | string | readonly string[]
export type Policy = Readonly<Record<string, FieldValue>>

/** What differs between two versions: a field with what it was and is, a whole rule, or a value. */
export interface Change {
  readonly what: string
  readonly field?: string
  readonly before?: FieldValue
  readonly after?: FieldValue
  readonly rule?: Rule
  readonly value?: string
}

export interface Version<Body> {
  readonly number: number
  readonly at: number
  /** Null: it came with the site. */
  readonly by: string | null
  readonly note: string
  readonly body?: Body
  readonly changes?: readonly Change[]
}

export interface Draft<Body> {
  readonly revision: number
  readonly based_on: number
  readonly at: number
  readonly by: string
  readonly body: Body
  readonly changes: readonly Change[]
}

export interface Rulebook<Body> {
  readonly published: Version<Body> & { readonly body: Body }
  readonly draft: Draft<Body> | null
}

export interface Failure {
  readonly rule: number
  readonly pages: number
  readonly last_at: number
}

export interface Imported {
  readonly mode: Redaction['mode'] | null
  readonly rules: readonly Rule[]
  readonly aliases: readonly string[]
  readonly unshared: readonly string[]
  readonly skipped: readonly { readonly text: string; readonly why: string }[]
  readonly more: number
}

/** The calls for one kind of rules of one site. */
export class BookApi<Body extends object> {
  readonly #path: string

  constructor(site: string, kind: Kind) {
    this.#path = `/sites/${part(site)}/${kind}`
  }

  read = (): Promise<Rulebook<Body>> => get(`${this.#path}/draft`)

  save = (body: Body, revision: number): Promise<Draft<Body>> =>
    put(`${this.#path}/draft`, { body, revision })

  drop = (revision: number): Promise<void> => remove(`${this.#path}/draft?revision=${revision}`)

  publish = (revision: number, over: number, note: string): Promise<Version<Body>> =>
    post(`${this.#path}/publish`, { revision, over, note })

  versions = (cursor: string | null): Promise<Page<Body>> =>
    get(`${this.#path}/versions?limit=20${cursor === null ? '' : `&cursor=${part(cursor)}`}`)

  version = (number: number): Promise<Version<Body>> => get(`${this.#path}/versions/${number}`)

  restore = (number: number, over: number, note: string): Promise<Version<Body>> =>
    post(`${this.#path}/versions/${number}/restore`, { over, note })
}

export interface Page<Body> {
  readonly versions: readonly Version<Body>[]
  readonly next: string | null
}

export const failures = (site: Site): Promise<{ failures: readonly Failure[] }> =>
  get(`/sites/${part(site.key)}/redaction/failures`)

export const importText = (site: Site, text: string): Promise<Imported> =>
  post(`/sites/${part(site.key)}/redaction/import`, { text })

export const openPreview = (site: Site): Promise<{ code: string }> =>
  post(`/sites/${part(site.key)}/redaction/preview`)

export const presets = (): Promise<Readonly<Record<string, Policy>>> => get('/presets')
