import { describe, expect, it } from 'vitest'
import { type LinkFacts, LinkReports } from '../../client_js/src/rtc/link_reports.js'
import type { RequestWithoutId } from '../../client_js/src/signaling/socket.js'

function reports() {
  const sent: RequestWithoutId[] = []
  const socket = {
    request: (message: RequestWithoutId) => {
      sent.push(message)
      return Promise.reject(new Error('offline'))
    },
  }
  return { sent, reports: new LinkReports(socket) }
}

const DIRECT: LinkFacts = { path: 'direct', problem: null, picture: false }

describe('LinkReports', () => {
  it('tells each change once, and nobody is disturbed where it cannot', async () => {
    const { sent, reports: made } = reports()
    made.tell('l1', DIRECT)
    made.tell('l1', DIRECT)
    made.tell('l2', DIRECT)
    made.tell('l1', { ...DIRECT, picture: true })
    await Promise.resolve()
    expect(sent).toEqual([
      { type: 'link.report', link: 'l1', path: 'direct', cause: null, picture: false },
      { type: 'link.report', link: 'l2', path: 'direct', cause: null, picture: false },
      { type: 'link.report', link: 'l1', path: 'direct', cause: null, picture: true },
    ])
  })

  it('says why there is no better path, and of the best one nothing', () => {
    const { sent, reports: made } = reports()
    made.tell('l1', { path: null, problem: 'refused', picture: false })
    made.tell('l1', { path: 'sealed', problem: 'unreachable', picture: false })
    made.tell('l1', { path: 'turn', problem: 'no_path', picture: false })
    made.tell('l1', { path: 'direct', problem: 'unreachable', picture: false })
    expect(sent.map((one) => 'cause' in one && one.cause)).toEqual([
      'turn_refused',
      'turn_unreachable',
      'no_path',
      null,
    ])
  })

  it('remembers that the page was seen, as long as there is the link', () => {
    const { sent, reports: made } = reports()
    made.tell('l1', { ...DIRECT, picture: true })
    made.tell('l1', DIRECT)
    made.tell('l1', { path: null, problem: 'no_path', picture: false })
    made.tell('l1', DIRECT)
    expect(sent.map((one) => 'picture' in one && one.picture)).toEqual([true, false, true])
    made.forget('l1')
    made.tell('l1', DIRECT)
    expect(sent.at(-1)).toMatchObject({ picture: false })
  })
})
