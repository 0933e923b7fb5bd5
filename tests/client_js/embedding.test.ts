// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { embeddedIn, withStorage } from '../../client_js/src/agent/embedded/embedding.js'

function loaded(search: string, written: string | null): Parameters<typeof embeddedIn>[0] {
  document.body.replaceChildren()
  if (written !== null) {
    const script = document.createElement('script')
    script.id = 'embed'
    script.type = 'application/json'
    script.textContent = written
    document.body.append(script)
  }
  return { document, location: { search } as Location }
}

afterEach(() => document.body.replaceChildren())

describe('how the console was loaded', () => {
  it('is what the server has written, not what the address says', () => {
    expect(embeddedIn(loaded('?embedded', null))).toBeNull()
    expect(embeddedIn(loaded('', '["https://desk.example"]'))).toEqual({
      origins: ['https://desk.example'],
      language: null,
    })
  })

  it('has a language only where that is one', () => {
    expect(embeddedIn(loaded('?embedded&language=pt-BR', '[]'))?.language).toBe('pt-BR')
    for (const language of ['', '../x', 'de&x', '<b>', 'x'.repeat(99)]) {
      const search = `?embedded&language=${encodeURIComponent(language)}`
      expect(embeddedIn(loaded(search, '[]'))?.language).toBeNull()
    }
  })
})

describe('a browser that keeps nothing for frames of other sites', () => {
  it('gets a memory that lasts as long as the frame', () => {
    const own = {} as Window
    Object.defineProperty(own, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    })
    withStorage(own)
    own.sessionStorage.setItem('alongside.x', '1')
    expect(own.sessionStorage.getItem('alongside.x')).toBe('1')
    own.sessionStorage.removeItem('alongside.x')
    expect(own.sessionStorage.getItem('alongside.x')).toBeNull()
  })

  it('is the only one that does', () => {
    const own = { sessionStorage } as unknown as Window
    withStorage(own)
    expect(own.sessionStorage).toBe(sessionStorage)
  })
})
