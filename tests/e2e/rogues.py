"""Clients that do not keep to what was agreed, as scripts that run before the real ones."""

# Its own camera is open whatever was granted. What it tells the server is what it may; what the
# server wrote of its camera it undoes.
OPEN_CAMERA = """{
  const directed = (sdp, way) => sdp.split(/(?=^m=)/m).map((part) => (/^a=mid:1\\r$/m.test(part)
    ? part.replace(/^a=(sendrecv|sendonly|recvonly|inactive)\\r$/m, `a=${way}\\r`) : part)).join('')
  const film = () => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')
    setInterval(() => {
      pen.fillStyle = `hsl(${Math.random() * 360} 90% 50%)`
      pen.fillRect(0, 0, canvas.width, canvas.height)
    }, 50)
    return canvas.captureStream().getVideoTracks()[0]
  }
  const Real = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Real {
    get localDescription() {
      const local = super.localDescription
      return local && { type: local.type, sdp: directed(local.sdp, 'inactive') }
    }
    setRemoteDescription({ type, sdp }) {
      return super.setRemoteDescription({ type, sdp: directed(sdp, 'sendrecv') })
    }
    async createOffer() {
      await this.open()
      return super.createOffer()
    }
    async createAnswer() {
      await this.open()
      return super.createAnswer()
    }
    async open() {
      const camera = this.getTransceivers()[1]
      if (!camera) return
      camera.direction = 'sendrecv'
      if (camera.sender.track) return
      await camera.sender.replaceTrack(film())
      camera.sender.replaceTrack = async () => {}
    }
  }
}"""

# Each of its offers has a section that nobody knows.
MORE_SECTIONS = """{
  const Real = window.RTCPeerConnection
  window.refused = 0
  window.RTCPeerConnection = class extends Real {
    createOffer() {
      if (this.getTransceivers().length === 4) {
        this.addTransceiver('video', { direction: 'sendonly' })
        refused++
      }
      return super.createOffer()
    }
  }
}"""

# A relay that says what it likes: `relay.says(message)`, after all that has really been said.
# `relay.view`: the conversation as the server told it last.
LYING_RELAY = """{
  const Real = window.WebSocket
  const sockets = []
  window.relay = { view: null, link: null, seq: 0 }
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given)
      sockets.push(this)
      this.addEventListener('message', ({ data, isTrusted }) => {
        if (!isTrusted || typeof data !== 'string') return
        const message = JSON.parse(data)
        const view = message.type === 'ready' ? message.conversations[0]?.state : message.state
        relay.view = view ?? relay.view
        if (message.type === 'link.opened') relay.link = message.link.link
        relay.seq = Math.max(relay.seq, message.seq ?? view?.seq ?? 0)
      })
    }
  }
  relay.says = (message) => {
    // Between what was and what comes, so that the real server is heard on.
    relay.seq += 0.01
    const { conversation } = relay.view
    const data = JSON.stringify({ conversation, seq: relay.seq, at: Date.now(), ...message })
    sockets.at(-1).dispatchEvent(new MessageEvent('message', { data }))
  }
  relay.grants = (scope, request) => relay.says({
    type: 'scope.granted', session: relay.view.session?.session ?? null, scope, request,
    grant: 90 + ['voice', 'video', 'screen'].indexOf(scope),
    by: { role: 'customer', id: relay.view.customer, name: null }, to: null, until: null,
    limit: null, survives_load: false, dock_deadline: null,
  })
  relay.opens = (type, offerer, link = 'of-nobody') => {
    const slots = ['voice', 'camera', 'screen', 'sound']
    relay.says({ type, link: {
      kind: 'media', link, conversation: relay.view.conversation, offerer,
      peer: { role: 'agent', id: 'a', name: 'A' }, ice_servers: [], send: slots, receive: slots,
    } })
  }
}"""

# `admits()`: whoever asked to join is in, without her, and signed for. `connections`: how many
# were made.
ADMITS = """{
  const Real = window.WebSocket
  let socket = null
  let asked = null
  let me = null
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given)
      socket = this
      this.addEventListener('message', ({ data }) => {
        const message = typeof data === 'string' ? JSON.parse(data) : {}
        if (message.type === 'participant.asked') asked = message
        if (message.type === 'ready') me = message.person.id
      })
    }
  }
  const RealPeer = window.RTCPeerConnection
  window.connections = 0
  window.RTCPeerConnection = class extends RealPeer {
    constructor(...given) {
      super(...given)
      connections++
    }
  }
  const hex = (bytes) =>
    [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  // A script of the website cannot read her key out, and can use it.
  const pair = () => new Promise((resolve) => {
    indexedDB.open('alongside.keys').onsuccess = ({ target }) => {
      const keys = target.result.transaction('keys').objectStore('keys')
      keys.get(me).onsuccess = (found) => resolve(found.target.result.pair)
    }
  })
  window.admits = async () => {
    const { conversation, session, request, person } = asked
    const statement = {
      act: 'admit', customer: me, conversation, session, scopes: [], request, person: person.id,
      limit: null, at: Date.now(), nonce: hex(crypto.getRandomValues(new Uint8Array(16))),
    }
    const lines = Object.entries(statement).map(([name, value]) =>
      `${name}: ${value === null || value.length === 0 ? '-' : value}\\n`)
    const text = new TextEncoder().encode(`alongside-consent/1\\n${lines.join('')}`)
    const { publicKey, privateKey } = await pair()
    const how = { name: 'ECDSA', hash: 'SHA-256' }
    const signed = {
      statement,
      key: hex(await crypto.subtle.exportKey('raw', publicKey)),
      signature: hex(await crypto.subtle.sign(how, privateKey, text)),
    }
    const admit = { type: 'participant.admit', id: 'lie', conversation, request, signed }
    socket.send(JSON.stringify(admit))
  }
}"""

# `surface`: what the browser says that she picked.
OTHER_SURFACE = """{
  window.surface = 'monitor'
  const real = MediaStreamTrack.prototype.getSettings
  MediaStreamTrack.prototype.getSettings = function () {
    const settings = real.call(this)
    return settings.displaySurface ? { ...settings, displaySurface: window.surface } : settings
  }
}"""

# A server that says that she allowed what she did not: `forge(signed)` is what the console hears in
# the place of what the customer has signed. Or one that stands between the two (`between`): offers
# and keys of the sealed relay are its own.
FORGING_SERVER = """{
  const Real = window.WebSocket
  // The generator of P-256: a point of the curve.
  const OWN_KEY = '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'
    + '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
  window.forge = (signed) => signed
  window.between = false
  window.WebSocket = class extends Real {
    set onmessage(hear) {
      super.onmessage = hear && ((event) => {
        if (typeof event.data !== 'string') return hear(event)
        const heard = JSON.parse(event.data, (name, value) => {
          if (name === 'signed' && value) return window.forge(value)
          if (window.between && name === 'peer_key' && value) return OWN_KEY
          if (!window.between || name !== 'sdp') return value
          return value.replace(/(a=fingerprint:sha-256 )[^\\r]+/g, `$1${'AB:'.repeat(31)}CD`)
        })
        hear(new MessageEvent('message', { data: JSON.stringify(heard) }))
      })
    }
  }
  const RealPeer = window.RTCPeerConnection
  window.connections = 0
  window.RTCPeerConnection = class extends RealPeer {
    constructor(...given) {
      super(...given)
      connections++
    }
  }
}"""
