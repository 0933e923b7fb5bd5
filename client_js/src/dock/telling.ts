import { type DeviceTrouble, troubleBy } from '../devices/problem.js'
import { type CallMessage, MAX_PEOPLE } from '../rtc/call_messages.js'
import type { MediaLinks } from '../rtc/media_links.js'
import type { Agent } from './agents.js'
import type { Dock } from './dock.js'

/** What the agents are told on the channel `call`: all on opening, and then whatever has changed. */
export class Telling {
  readonly #said = new Map<CallMessage['type'], string>()

  constructor(
    private readonly links: Pick<MediaLinks, 'say'>,
    private readonly messages: () => readonly CallMessage[],
  ) {}

  /** For one that listens from now on. */
  get all(): readonly CallMessage[] {
    return this.messages()
  }

  /** To be called whenever one of the messages may be another one now. */
  changed(): void {
    for (const message of this.messages()) {
      const said = JSON.stringify(message)
      if (this.#said.get(message.type) === said) continue
      this.#said.set(message.type, said)
      this.links.say(message)
    }
  }
}

/** What she sends, and what keeps the rest from being sent. */
export function stateOf({
  voice,
  camera,
  screen,
  troubles,
}: Pick<Dock, 'voice' | 'camera' | 'screen' | 'troubles'>): CallMessage {
  const keeping = (what: 'microphone' | 'camera', isCapturing: boolean): DeviceTrouble | null => {
    const problem = troubles.find((trouble) => trouble.what === what)?.problem
    // Another device that she chose failed: the one before goes on.
    return problem === undefined || isCapturing ? null : troubleBy(problem)
  }
  return {
    type: 'state',
    muted: voice.muted || !voice.isCapturing,
    camera: camera.isCapturing,
    surface: screen.surface,
    screen: screen.state,
    trouble: {
      microphone: keeping('microphone', voice.isCapturing),
      camera: keeping('camera', camera.isCapturing),
    },
  }
}

/** Who talks with her. */
export function peopleIn(talking: readonly Agent[]): CallMessage {
  const ids = new Set(talking.map(({ person }) => person.id))
  return { type: 'people', agents: [...ids].slice(0, MAX_PEOPLE) }
}
