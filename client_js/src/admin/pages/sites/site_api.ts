/** As `/api/v1/sites` tells it (signaling/rest/registry.py). */
export interface Site {
  readonly key: string
  readonly name: string
  readonly organisation: string
  readonly origins: readonly string[]
  readonly created_at: number
}
