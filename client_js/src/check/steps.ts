import { rtcIceServer } from '../rtc/ice_server.js'
import type { IceServer } from '../signaling/messages.js'
import { iceServers, type Servers, serverAnswers, socketRoundTrip } from './server.js'
import type { Key, Sentence } from './texts.js'
import { connectTwoEnds } from './two_ends.js'
import { isWayOutOpen } from './way_out.js'

/** `warn`: only something else needs it; `none`: there is nothing to check. */
export interface Finding {
  state: 'ok' | 'warn' | 'failed' | 'none'
  words: Sentence
}

export interface Step {
  /** Of its title, and its name. */
  key: Key
  group: 'server' | 'connection' | 'devices'
  /** Nothing works without it. */
  essential?: true
  run(): Promise<Finding>
}

/** One run of all steps, in this order; each looks at something of its own. */
export function newSteps(): readonly Step[] {
  let asked: Promise<Servers> | undefined
  const servers = (): Promise<Servers> => {
    asked ??= iceServers()
    return asked
  }
  const turn = (kind: 'udp' | 'tcp') => async () => checkTurn(await servers(), kind)
  return [
    { key: 'check.secure', group: 'server', essential: true, run: checkSecure },
    { key: 'check.server', group: 'server', essential: true, run: checkServer },
    { key: 'check.socket', group: 'server', essential: true, run: checkSocket },
    { key: 'check.loopback', group: 'connection', run: checkLoopback },
    { key: 'check.stun', group: 'connection', run: async () => checkStun(await servers()) },
    { key: 'check.turn_udp', group: 'connection', run: turn('udp') },
    { key: 'check.turn_tcp', group: 'connection', run: turn('tcp') },
    { key: 'check.microphone', group: 'devices', run: () => checkDevice('microphone') },
    { key: 'check.camera', group: 'devices', run: () => checkDevice('camera') },
    { key: 'check.screen', group: 'devices', run: checkScreen },
  ]
}

async function checkSecure(): Promise<Finding> {
  return window.isSecureContext ? ok('check.secure.ok') : failed('check.secure.failed')
}

async function checkServer(): Promise<Finding> {
  return (await serverAnswers()) ? ok('check.server.ok') : failed('check.server.failed')
}

async function checkSocket(): Promise<Finding> {
  const delay = await socketRoundTrip()
  return delay === null ? failed('check.socket.failed') : ok('check.socket.ok', delay)
}

async function checkLoopback(): Promise<Finding> {
  const outcome = await connectTwoEnds({})
  return 'roundTrip' in outcome ? ok('check.loopback.ok') : failed('check.loopback.failed')
}

async function checkStun(found: Servers): Promise<Finding> {
  if ('problem' in found) return none(`check.servers.${found.problem}`)
  // A TURN server by UDP answers STUN, too.
  const urls = urlsOf(found.servers, 'udp').map((url) => url.replace(/^turn:([^?]*).*/, 'stun:$1'))
  if (urls.length === 0) return none('check.stun.none')
  return (await isWayOutOpen(urls)) ? ok('check.stun.ok') : failed('check.stun.failed')
}

async function checkTurn(found: Servers, kind: 'udp' | 'tcp'): Promise<Finding> {
  if ('problem' in found) return none(`check.servers.${found.problem}`)
  const servers = found.servers
    .filter(({ username }) => username != null)
    .map((server) => ({ ...server, urls: urlsOf([server], kind) }))
    .filter(({ urls }) => urls.length > 0)
  if (servers.length === 0) return none('check.turn.none')
  const outcome = await connectTwoEnds({
    iceServers: servers.map(rtcIceServer),
    iceTransportPolicy: 'relay',
  })
  if ('roundTrip' in outcome) return ok('check.turn.ok', outcome.roundTrip)
  return failed(outcome.problem === 'refused' ? 'check.turn.refused' : 'check.turn.failed')
}

const INPUTS = { microphone: 'audioinput', camera: 'videoinput' } as const

async function checkDevice(name: keyof typeof INPUTS): Promise<Finding> {
  if (await isDenied(name)) return warn(`check.${name}.denied`)
  // There is no such thing on a page that is not secure.
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
  const isThere = devices.some(({ kind }) => kind === INPUTS[name])
  return isThere ? ok(`check.${name}.ok`) : warn(`check.${name}.missing`)
}

async function isDenied(name: string): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: name as PermissionName })
    return state === 'denied'
  } catch {
    // Not every browser tells.
    return false
  }
}

async function checkScreen(): Promise<Finding> {
  const can = typeof navigator.mediaDevices?.getDisplayMedia === 'function'
  return can ? ok('check.screen.ok') : warn('check.screen.missing')
}

function urlsOf(servers: readonly IceServer[], kind: 'udp' | 'tcp'): string[] {
  const all = servers.flatMap(({ urls }) => urls)
  return all.filter((url) => isByTcp(url) === (kind === 'tcp'))
}

function isByTcp(url: string): boolean {
  return url.startsWith('turns:') || url.endsWith('transport=tcp')
}

function ok(key: Key, delay?: number): Finding {
  return { state: 'ok', words: delay === undefined ? { key } : { key, params: { delay } } }
}

function warn(key: Key): Finding {
  return { state: 'warn', words: { key } }
}

function failed(key: Key): Finding {
  return { state: 'failed', words: { key } }
}

function none(key: Key): Finding {
  return { state: 'none', words: { key } }
}
