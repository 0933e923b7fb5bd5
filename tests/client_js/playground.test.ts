// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { loopChannels } from '../../client_js/src/customer/playground/loop.js'
import { selectorFor } from '../../client_js/src/customer/playground/selector_for.js'

describe('the loop', () => {
  it('tells what is sent, and acknowledges it afterwards with the sum', async () => {
    const told: [string, unknown][] = []
    const channels = loopChannels(7, (label, data) => told.push([label, data]))
    const heard: string[] = []
    channels.sync.addEventListener('message', ({ data }) => heard.push(String(data)))
    channels.mirror.send(new ArrayBuffer(10))
    channels.mirror.send(new ArrayBuffer(5))
    channels.assets.send(new ArrayBuffer(3))
    channels.pointer.send('nothing')
    expect(heard).toEqual([])
    await Promise.resolve()
    expect(told.map(([label]) => label)).toEqual(['mirror', 'mirror', 'assets'])
    expect(heard.map((text) => JSON.parse(text))).toEqual([
      { type: 'ack', grant: 7, channel: 'mirror', bytes: 10 },
      { type: 'ack', grant: 7, channel: 'mirror', bytes: 15 },
      { type: 'ack', grant: 7, channel: 'assets', bytes: 3 },
    ])
  })
})

describe('a selector for what was picked', () => {
  beforeEach(() => {
    document.body.replaceChildren()
  })

  const page = (parts: readonly [tag: string, attributes: Record<string, string>][]): Element[] =>
    parts.map(([tag, attributes]) => {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      document.body.append(element)
      return element
    })

  it('is a name that only it has, the best first', () => {
    const [a, b, c, d] = page([
      ['p', { id: 'iban', class: 'x' }],
      ['p', { class: 'x total' }],
      ['input', { name: 'city', class: 'x' }],
      ['p', { id: 'item-83746251', 'data-testid': 'sum' }],
    ])
    expect([a, b, c, d].map((one) => one && selectorFor(one))).toEqual([
      '#iban',
      '.total',
      '[name="city"]',
      '[data-testid="sum"]',
    ])
  })

  it('is a place where it has none, and names nothing else', () => {
    const [list] = page([['ul', {}]])
    const items = ['a', 'b', 'c'].map(() => document.createElement('li'))
    list?.append(...items)
    for (const item of items) {
      expect([...document.querySelectorAll(selectorFor(item))]).toEqual([item])
    }
  })
})
