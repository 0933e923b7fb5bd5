import { DeviceCapture, type DeviceDelegate } from './device_capture.js'

export class Camera extends DeviceCapture {
  constructor(delegate: DeviceDelegate) {
    super(delegate, {
      kind: 'video',
      constraints: {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30, max: 30 },
      },
      prepare: (track) => {
        track.contentHint = 'motion'
      },
    })
  }
}
