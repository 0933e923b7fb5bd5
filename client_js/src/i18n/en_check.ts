/** Texts of the page `/check`. */
export const enCheck = {
  'check.title': 'Connection check',
  'check.lead': 'What works in this browser and network, and what does not.',
  'check.again': 'Check again',
  'check.copy': 'Copy report',
  'check.copied': 'Copied. Send it to whoever runs Alongside.',
  'check.not_copied': 'This browser does not let us copy. Select the text and copy it.',
  'check.report': 'Report',
  'check.why': 'Nothing is recorded, and no permission is asked for.',

  'check.sum.running': 'Checking …',
  'check.sum.good': 'Everything works.',
  'check.sum.limited': 'Showing pages works. Something else does not, or not everywhere.',
  'check.sum.blocked': 'Alongside does not work here yet.',

  'check.state.running': 'Checking',
  'check.state.ok': 'OK',
  'check.state.warn': 'Attention',
  'check.state.failed': 'Failed',
  'check.state.none': 'Not checked',

  'check.group.server': 'Server',
  'check.group.connection': 'Connection to the other side',
  'check.group.devices': 'Devices',

  'check.secure': 'Secure page',
  'check.secure.ok': 'Cameras, microphones and direct connections are allowed on it.',
  'check.secure.failed': 'Open this page with https:// at the beginning of its address.',

  'check.server': 'Server',
  'check.server.ok': 'It answers.',
  'check.server.failed': 'It does not answer. Is there a connection to the internet?',

  'check.socket': 'Lasting connection',
  'check.socket.ok': 'There and back in {delay} ms.',
  'check.socket.failed':
    'The server answers, but a WebSocket does not stay open. A proxy or firewall may cut it, or the server is set up for another address than the one above.',

  'check.loopback': 'Connections between browsers',
  'check.loopback.ok': 'This browser can make them.',
  'check.loopback.failed':
    'This browser makes none (WebRTC). A setting, an extension or your organisation’s policy may forbid them. Pages still go through the server, sealed; calls do not work.',

  'check.stun': 'The way out by UDP',
  'check.stun.ok': 'Open: most other browsers can be reached directly.',
  'check.stun.failed': 'Closed: this network lets no UDP out. Calls need TURN by TCP or TLS here.',
  'check.stun.none': 'No STUN or TURN server is set up.',

  'check.turn_udp': 'Detour by UDP (TURN)',
  'check.turn_tcp': 'Detour by TCP or TLS (TURN)',
  'check.turn.ok': 'Works, there and back in {delay} ms.',
  'check.turn.failed': 'The TURN server does not answer. This network may block it.',
  'check.turn.refused':
    'The TURN server does not take our credentials. Whoever runs Alongside finds out more with “alongside doctor”.',
  'check.turn.none': 'None is set up. Where no direct way is open, there are no calls.',
  'check.servers.later': 'This was checked too often. Try again in ten minutes.',
  'check.servers.failed': 'The server did not say which TURN servers there are.',

  'check.microphone': 'Microphone',
  'check.microphone.ok': 'There is one.',
  'check.microphone.missing': 'There is none. Connect one for calls.',
  'check.microphone.denied':
    'This browser keeps it from this page. Allow it in the settings left of the address.',

  'check.camera': 'Camera',
  'check.camera.ok': 'There is one.',
  'check.camera.missing': 'There is none. Calls by voice work without.',
  'check.camera.denied':
    'This browser keeps it from this page. Allow it in the settings left of the address.',

  'check.screen': 'Showing the whole screen',
  'check.screen.ok': 'This browser can do it.',
  'check.screen.missing': 'This browser cannot do it; those of phones cannot. Pages can be shown.',
}
