import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'

type Texts = Readonly<Record<string, string>>

export function english(): Promise<Readonly<Record<string, Texts>>>
export function translated(tag: string, parts: readonly string[]): Readonly<Record<string, Texts>>
export function glossary(): string
export function tags(): readonly string[]
export function sources(): Readonly<Record<string, string>>
export function parsed(text: string): MessageFormatElement[]
