/** The server refused a request, or it could not be asked. `code` is stable, `message` is not. */
export class SignalingError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'SignalingError'
    this.code = code
  }
}

/** Thrown by a `ticket()` function when no later attempt can succeed: the socket stops for good. */
export class TicketRefused extends SignalingError {
  constructor(code: string, message: string) {
    super(code, message)
    this.name = 'TicketRefused'
  }
}
