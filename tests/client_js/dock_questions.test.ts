import { expect, it } from 'vitest'
import { DockLedger } from '../../client_js/src/dock/ledger.js'
import { Questions } from '../../client_js/src/dock/questions.js'
import type { ScopeView } from '../../client_js/src/signaling/messages.js'
import type { RequestWithoutId } from '../../client_js/src/signaling/socket.js'
import { agent, conversation, customer } from './customer_fixtures.js'

const none = { deadline: null, grant: null, to: null, asker: null, until: null, limit: null }
const asked = (by: ScopeView['by']): ScopeView => ({
  signed: null,
  ...none,
  state: 'asked',
  request: 'r1',
  by,
})

function hungUpAtOnce(): { questions: Questions; sent: RequestWithoutId[] } {
  const sent: RequestWithoutId[] = []
  const questions = new Questions({
    socket: {
      request: async <R>(message: RequestWithoutId) => {
        sent.push(message)
        return {} as R
      },
    },
    ledger: new DockLedger(),
    newRequest: () => 'r1',
    failed: () => undefined,
  })
  const view = conversation({})
  questions.ask(view.conversation, 'voice')
  questions.end(view, ['video', 'voice'])
  sent.length = 0
  return { questions, sent }
}

it('a call that she hung up before the server knew of it is withdrawn', () => {
  const { questions, sent } = hungUpAtOnce()
  const view = conversation({ scopes: { voice: asked(customer) } })
  questions.endUnwanted(view)
  const { conversation: id } = view
  expect(sent).toEqual([{ type: 'scope.withdraw', conversation: id, request: 'r1' }])
})

it('what an agent asks is not hers to withdraw', () => {
  const { questions, sent } = hungUpAtOnce()
  questions.endUnwanted(conversation({ scopes: { voice: asked(agent) } }))
  expect(sent).toEqual([])
})
