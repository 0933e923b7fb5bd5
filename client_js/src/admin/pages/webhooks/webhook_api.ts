import { part } from '../../api.js'

/** As `/api/v1/sites/{key}/webhooks` tells it (signaling/webhooks/service.py). `events`: none: all. */
export interface Webhook {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
  readonly enabled: boolean
  readonly off_because: 'operator' | 'gone' | 'failing' | 'overflow' | null
  readonly failing_since: number | null
  readonly previous_secret_until: number | null
  readonly waiting: number
  readonly dead: number
}

/** Once, when it is made. */
export interface WithSecret extends Webhook {
  readonly secret: string
}

/** One attempt. `failure`: null: it was delivered. */
export interface Delivery {
  readonly message: string
  readonly type: string
  readonly attempt: number
  readonly status: number | null
  readonly failure: string | null
  readonly at: number
}

export interface DeadMessage {
  readonly message: string
  readonly type: string
  readonly failure: string | null
  readonly attempts: number
  readonly created_at: number
}

export interface Tested {
  readonly delivered: boolean
  readonly status: number | null
  readonly failure: string | null
}

export const pathOf = (site: string): string => `/sites/${part(site)}/webhooks`
