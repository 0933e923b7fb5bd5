import type { AnyEvent } from '../../signaling/messages.js'
import type { Signals } from '../signals.js'

/** Tells the website of calls and of the shared screen; nothing of what is said or seen. */
export function callSignal(event: AnyEvent, signals: Signals): void {
  if (!('scope' in event)) return
  const name = event.scope === 'voice' ? 'call' : event.scope === 'screen' ? 'screen' : null
  if (name === null) return
  switch (event.type) {
    case 'scope.granted':
      signals.emit(`${name}.started`, undefined)
      break
    case 'scope.revoked':
      if (event.grant !== null) signals.emit(`${name}.ended`, { reason: event.reason })
      break
    case 'scope.released': {
      const reason = event.by.role === 'customer' ? 'by_customer' : 'by_agent'
      signals.emit(`${name}.ended`, { reason })
      break
    }
    case 'scope.expired':
      if (event.grant !== null) signals.emit(`${name}.ended`, { reason: 'expired' })
      break
  }
}
