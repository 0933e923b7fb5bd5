import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Alongside, type ApiTarget } from '../../client_js/src/customer/public_api.js'
import { Signals } from '../../client_js/src/customer/signals.js'

let done: string[]
let target: ApiTarget | null
let signals: Signals
let api: Alongside

beforeEach(() => {
  done = []
  target = {
    openAtShare: () => void done.push('openAtShare'),
    stop: () => void done.push('stop'),
    pauseByPage: () => void done.push('pauseByPage'),
    resumeByPage: () => void done.push('resumeByPage'),
    open: () => void done.push('open'),
    close: () => void done.push('close'),
    session: { id: 's1', state: 'active' },
    customer: 'c1',
  }
  signals = new Signals()
  api = new Alongside(signals, () => target)
})

describe('window.Alongside', () => {
  it('start() asks the user and shares nothing by itself', () => {
    api.start()
    expect(done).toEqual(['openAtShare'])
  })

  it('tells who the user is, once the widget is there', () => {
    expect(api.customer).toBe('c1')
    target = null
    expect(api.customer).toBeNull()
  })

  it('R17 a script may pause, and end its own pauses only', () => {
    api.pause()
    api.push(['resume'], ['pause'])
    expect(done).toEqual(['pauseByPage', 'resumeByPage', 'pauseByPage'])
  })

  it('carries out calls that were queued as an array', () => {
    const heard = vi.fn()
    api.push(['open'], ['on', 'session.ended', heard], ['stop'], ['close'])
    signals.emit('session.ended', { id: 's1', state: 'ended', reason: 'by_agent' })
    expect(done).toEqual(['open', 'stop', 'close'])
    expect(heard).toHaveBeenCalledWith({ id: 's1', state: 'ended', reason: 'by_agent' })
  })

  it.each(['allow', 'constructor', 'session', '__proto__'])('refuses the call %s', (name) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    api.push([name])
    expect(complaint.mock.lastCall?.[0]).toContain('[alongside] unknown_call')
    complaint.mockRestore()
    expect(done).toEqual([])
  })

  it('does nothing where there is no widget', () => {
    target = null
    api.push(['start'], ['stop'], ['open'], ['close'])
    expect(done).toEqual([])
    expect(api.session).toBeNull()
  })
})

describe('listeners', () => {
  it('are called until they are taken off', () => {
    const heard = vi.fn()
    const off = api.on('ready', heard)
    signals.emit('ready', undefined)
    off()
    off()
    signals.emit('ready', undefined)
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('do not disturb each other', () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    const heard = vi.fn()
    const mistake = new Error('of the website')
    api.on('ready', () => {
      throw mistake
    })
    api.on('ready', heard)
    signals.emit('ready', undefined)
    vi.unstubAllGlobals()
    expect(heard).toHaveBeenCalledOnce()
    expect(reported).toHaveBeenCalledWith(mistake)
  })
})
