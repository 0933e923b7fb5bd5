"""What the browser at one end of a call can tell of what arrives there; run in every document."""

# Shadow roots of ours that are closed to the website's scripts are closed to these, too.
PROBES = """{
  window.deep = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(
      (element) => (element.shadowRoot ? deep(selector, element.shadowRoot) : [])),
  ]
  // Of all that is drawn there: another text, another picture.
  window.picture = (selector) => {
    const video = deep(selector)[0]
    if (!video || video.readyState < 2) return ''
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, 16, 16)
    return context.getImageData(0, 0, 16, 16).data.join()
  }
  // Of all sound that has arrived: rises while it is no silence.
  window.energy = async () => {
    let sum = 0
    for (const one of mediaConnections()) {
      for (const report of (await one.getStats()).values()) {
        if (report.type === 'inbound-rtp') sum += report.totalAudioEnergy ?? 0
      }
    }
    return sum
  }
  // The console's loudspeaker is not in its document.
  const detached = []
  window.Audio = class extends Audio {
    constructor(...given) {
      super(...given)
      detached.push(this)
    }
  }
  window.plays = () => {
    const players = [...deep('audio'), ...detached].filter(({ srcObject }) => srcObject?.active)
    return players.length > 0 && players.every(({ paused }) => !paused)
  }
  window.press = (name) => {
    const named = (one) => (one.ariaLabel ?? one.textContent).trim() === name
    return deep('button').filter((one) => named(one) && !one.disabled).at(-1)
  }
}"""
