// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { HandsMaker } from '../../client_js/src/agent/hands.js'
import { Mirrors } from '../../client_js/src/agent/mirrors.js'
import type { ReachOptions } from '../../client_js/src/control/take/reach.js'
import type { Tool } from '../../client_js/src/ink/hand.js'
import type { PageChannels } from '../../client_js/src/mirror/channels.js'
import type { Room } from '../../client_js/src/mirror/view/room.js'
import type { MirrorViewOptions } from '../../client_js/src/mirror/view/view.js'
import type { Zoom } from '../../client_js/src/mirror/view/zoom.js'
import { link } from './agent_fixtures.js'

const CHANNELS = { input: new EventTarget() } as unknown as PageChannels
const SITE = { site: 'site:1', asset_origins: ['https://images.example'] }

/** A view that only notes what is asked of it; its options are the test's way to speak for it. */
class Painter {
  running = false
  silence = 0
  spots = null
  room = {} as Room
  zoomed: Zoom
  looking = false

  constructor(readonly options: MirrorViewOptions) {
    this.zoomed = options.zoom
  }

  zoom(zoom: Zoom): void {
    this.zoomed = zoom
  }

  lookAround(looking: boolean): void {
    this.looking = looking
  }

  start(): void {
    this.running = true
  }

  stop(): void {
    this.running = false
  }
}

/** Hands that only note under which grant they are in the page. */
class Noted {
  grant: number | null = null
  isOpen = false

  constructor(readonly options: ReachOptions) {}

  open(): void {
    this.isOpen = true
  }

  close(): void {
    this.isOpen = false
    this.grant = null
  }

  start({ grant }: { grant: number }): void {
    this.grant = grant
  }

  stop(): void {
    this.grant = null
  }

  focus(): void {}
  navigate(): void {}
  goTo(): void {}

  tab(): void {}
}

/** Ink that only notes the tool and what was cleared. */
class Inked {
  isRunning = false
  tool: Tool = 'none'
  readonly cleared: boolean[] = []

  start(): void {
    this.isRunning = true
  }

  stop(): void {
    this.isRunning = false
  }

  clear(all: boolean): void {
    this.cleared.push(all)
  }
}

let painters: Painter[]
let hands: Noted[]
let inks: Inked[]
let mirrors: Mirrors

function open(): Mirrors {
  return new Mirrors(
    () => undefined,
    (options) => {
      const painter = new Painter(options)
      painters.push(painter)
      return painter
    },
    new HandsMaker((options) => {
      const noted = new Noted(options)
      hands.push(noted)
      return noted
    }),
    () => {
      const inked = new Inked()
      inks.push(inked)
      return inked
    },
  )
}

function shown(): Element[] {
  return [...mirrors.stage.querySelectorAll('.mirror.shown')]
}

beforeEach(() => {
  painters = []
  hands = []
  inks = []
  sessionStorage.clear()
  mirrors = open()
})

describe('mirrors', () => {
  it('start within the document, under the number of the link', () => {
    mirrors.open(link(), CHANNELS, SITE)
    expect(painters[0]?.running).toBe(true)
    expect(painters[0]?.options).toMatchObject({
      grant: 7,
      words: { title: "Customer's page" },
      mirrorUrl: '/mirror?site=site%3A1',
      assetOrigins: ['https://images.example'],
    })
    expect(mirrors.stage.contains(painters[0]?.options.container ?? null)).toBe(true)
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({
      phase: 'mirror',
      painted: false,
    })
  })

  it('tell that the customer is on a page that is not shared, and when she is back', () => {
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.firstPaint()
    painters[0]?.options.delegate.stateChanged('unshared')
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ freshness: 'unshared' })
    mirrors.show('c1')
    expect(mirrors.sight).toBeNull()
    painters[0]?.options.delegate.stateChanged('live')
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ freshness: 'live', painted: true })
    expect(mirrors.sight).not.toBeNull()
  })

  it('are live once they have painted', () => {
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.firstPaint()
    painters[0]?.options.delegate.stateChanged('catching-up')
    expect(mirrors.statusOf('c1', 'x1')).toEqual({
      phase: 'mirror',
      painted: true,
      freshness: 'catching-up',
      pace: 0,
      silence: 0,
    })
  })

  it('tell how slowly the page comes, and for how long nothing has', () => {
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.paced?.(200)
    if (painters[0]) painters[0].silence = 4200
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ pace: 200, silence: 4200 })
  })

  it('leave nothing behind', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.close('l1')
    expect(painters[0]?.running).toBe(false)
    expect(mirrors.stage.childElementCount).toBe(0)
    expect(mirrors.statusOf('c1', 'x1')).toEqual({ phase: 'lost' })
    mirrors.forget('l1')
    expect(mirrors.statusOf('c1', 'x1')).toBeNull()
  })

  it('close when the gate does', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.open(link({ link: 'l2', conversation: 'c2' }), CHANNELS, SITE)
    mirrors.keepOnly(({ conversation }) => conversation === 'c2')
    expect(painters.map(({ running }) => running)).toEqual([false, true])
    expect(mirrors.stage.childElementCount).toBe(1)
  })

  it('hear nothing from a view that was closed', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.close('l1')
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.firstPaint()
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ painted: false })
  })

  it('show the selected conversation only, and keep the others', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.open(link({ link: 'l2', conversation: 'c2' }), CHANNELS, SITE)
    mirrors.show('c2')
    expect(shown()).toEqual([painters[1]?.options.container])
    mirrors.show('c1')
    expect(shown()).toEqual([painters[0]?.options.container])
    mirrors.show(null)
    expect(shown()).toEqual([])
    expect(painters.every(({ running }) => running)).toBe(true)
  })

  it("show the customer's old page until the new one has painted", () => {
    mirrors.show('c1')
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.firstPaint()
    mirrors.open(link({ link: 'l2' }), CHANNELS, SITE)
    expect(shown()).toEqual([painters[0]?.options.container])
    painters[1]?.options.delegate.firstPaint()
    expect(shown()).toEqual([painters[1]?.options.container])
  })

  it('tell a link that is being made from one that was lost', () => {
    mirrors.linkState(link(), 'connecting')
    expect(mirrors.statusOf('c1', 'x1')).toBeNull()
    mirrors.linkState(link(), 'failed')
    expect(mirrors.statusOf('c1', 'x1')).toEqual({ phase: 'lost' })
    mirrors.linkState(link(), 'connecting')
    expect(mirrors.statusOf('c1', 'x1')).toEqual({ phase: 'lost' })
    mirrors.open(link(), CHANNELS, SITE)
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ phase: 'mirror' })
  })

  it('tell of a problem instead of a page, and leave a painted page in sight', () => {
    mirrors.open(link(), CHANNELS, SITE)
    painters[0]?.options.delegate.problem('mirror.bad_message')
    expect(mirrors.statusOf('c1', 'x1')).toEqual({ phase: 'problem', code: 'mirror.bad_message' })
    painters[0]?.options.delegate.firstPaint()
    painters[0]?.options.delegate.problem('mirror.bad_message')
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ phase: 'mirror', painted: true })
    painters[0]?.options.delegate.problem('mirror.frame_failed')
    expect(mirrors.statusOf('c1', 'x1')).toMatchObject({ phase: 'problem' })
  })

  it('are seen in one size, which this window remembers', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.open(link({ link: 'l2', conversation: 'c2' }), CHANNELS, SITE)
    expect(painters.map(({ zoomed }) => zoomed)).toEqual(['all', 'all'])
    mirrors.zoom('width')
    expect(painters.map(({ zoomed }) => zoomed)).toEqual(['width', 'width'])
    const later = open()
    later.open(link(), CHANNELS, SITE)
    expect(painters[2]?.zoomed).toBe('width')
  })

  it('take no remembered size that there is not', () => {
    sessionStorage.setItem('alongside.zoom', 'huge')
    open().open(link(), CHANNELS, SITE)
    expect(painters.at(-1)?.zoomed).toBe('all')
  })

  it('let the agent look around in the one in sight only', () => {
    mirrors.show('c1')
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.open(link({ link: 'l2', conversation: 'c2' }), CHANNELS, SITE)
    expect(mirrors.sight).toBeNull()
    painters[0]?.options.delegate.firstPaint()
    painters[0]?.options.delegate.scaled?.(0.5)
    mirrors.lookAround(true)
    expect(painters.map(({ looking }) => looking)).toEqual([true, false])
    expect(mirrors.sight).toMatchObject({ zoom: 'all', scale: 0.5, looking: true })
    mirrors.lookAround(false)
    expect(painters[0]?.looking).toBe(false)
    expect(mirrors.sight).toMatchObject({ looking: false })
  })
})

describe('hands', () => {
  const hold = { grant: 9, paste: true }

  function openPainted(): void {
    mirrors.open(link(), CHANNELS, SITE)
    painters.at(-1)?.options.delegate.firstPaint()
    mirrors.show('c1')
  }

  it('are in the page while control is held, and at no other time', () => {
    openPainted()
    expect(hands[0]).toMatchObject({ isOpen: true, grant: null })
    mirrors.hold(() => hold)
    expect(hands[0]?.grant).toBe(9)
    mirrors.hold(() => null)
    expect(hands[0]?.grant).toBeNull()
    mirrors.close('l1')
    expect(hands[0]?.isOpen).toBe(false)
  })

  it('wait for the page to be in sight', () => {
    mirrors.open(link(), CHANNELS, SITE)
    mirrors.hold(() => hold)
    mirrors.show('c1')
    expect(hands[0]?.grant).toBeNull()
    painters[0]?.options.delegate.firstPaint()
    expect(hands[0]?.grant).toBe(9)
    painters[0]?.options.delegate.stateChanged('unshared')
    expect(hands[0]?.grant).toBeNull()
    painters[0]?.options.delegate.stateChanged('live')
    mirrors.show('c2')
    expect(hands[0]?.grant).toBeNull()
  })

  it('rest while the agent looks around, which ends when control begins', () => {
    openPainted()
    mirrors.lookAround(true)
    mirrors.hold(() => hold)
    expect(painters[0]?.looking).toBe(false)
    expect(hands[0]?.grant).toBe(9)
    mirrors.lookAround(true)
    expect(hands[0]?.grant).toBeNull()
    mirrors.hold(() => hold)
    expect(painters[0]?.looking).toBe(true)
    mirrors.lookAround(false)
    expect(hands[0]?.grant).toBe(9)
  })

  it('go on counting under one grant when the customer has another page', () => {
    openPainted()
    expect([hands[0]?.options.next(9), hands[0]?.options.next(9)]).toEqual([1, 2])
    mirrors.open(link({ link: 'l2' }), CHANNELS, SITE)
    expect([hands[1]?.options.next(9), hands[1]?.options.next(10)]).toEqual([3, 1])
  })

  it('tell where the customer is', () => {
    openPainted()
    expect(mirrors.sight?.page).toBeNull()
    const info = {
      ...{ address: 'https://shop.example/cart', title: 'Cart', back: true, forward: false },
    }
    hands[0]?.options.delegate.page(info)
    expect(mirrors.sight?.page).toEqual(info)
  })
})
