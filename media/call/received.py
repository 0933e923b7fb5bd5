"""What arrives from one person, in all slots."""

from av import AudioFrame, VideoFrame

from media.call.probes import AudioProbe, VideoProbe
from signaling.messages import MediaSlot


class Received:
    """Outlives connections and links."""

    def __init__(self, whose: str) -> None:
        self.voice = AudioProbe(f"the voice of {whose}")
        self.camera = VideoProbe(f"the camera of {whose}")
        self.screen = VideoProbe(f"the screen of {whose}")
        self.sound = AudioProbe(f"the sound of the screen of {whose}")

    def take(self, slot: MediaSlot, frame: AudioFrame | VideoFrame) -> None:
        match slot, frame:
            case MediaSlot.VOICE, AudioFrame():
                self.voice.take(frame)
            case MediaSlot.CAMERA, VideoFrame():
                self.camera.take(frame)
            case MediaSlot.SCREEN, VideoFrame():
                self.screen.take(frame)
            case MediaSlot.SOUND, AudioFrame():
                self.sound.take(frame)
            case _:
                pass

    @property
    def frames(self) -> dict[MediaSlot, int]:
        """How many came in each slot."""
        probes = (self.voice, self.camera, self.screen, self.sound)
        return {slot: probe.frames_received for slot, probe in zip(MediaSlot, probes, strict=True)}
