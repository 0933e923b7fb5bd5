import { DeviceCapture } from './microphone.js'

export declare class Camera extends DeviceCapture {}
