import type { PathStats } from '../../rtc/path_stats.js'
import { gradeOf } from '../../rtc/quality.js'
import type { Dock } from '../dock.js'
import type { Ending } from '../endings.js'
import type { DockScope } from '../messages.js'
import type { Trouble } from '../own_devices.js'
import { isPathProblem } from '../phase.js'
import { list, t, textOr } from '../texts.js'

/** Why it is over. */
export function endingText(ending: Ending): string {
  return textOr(`dock.ended.${ending}`, 'dock.ended.ended')
}

export function troubleText({ what, problem }: Trouble): string {
  return textOr(`dock.trouble.${what}.${problem}`, `dock.trouble.${what}.impossible`)
}

/** "Ana and Ben"; before anybody is there, the organisation. */
export function agentsText(dock: Dock, organisation: string): string {
  const all = dock.holds('voice') ? dock.talking : dock.agents.all
  const names = new Set(all.map(({ person }) => person.name || t('dock.agent')))
  return names.size === 0 ? organisation : list([...names], 'conjunction')
}

/** Who sees her screen. */
export function viewersText(dock: Dock): string {
  const viewers = dock.agents.all.filter(({ state }) => state === 'connected')
  const names = new Set(viewers.map(({ person }) => person.name || t('dock.agent')))
  if (names.size === 0) return t('dock.screen.unseen')
  return t('dock.screen.seen', { agents: list([...names], 'conjunction') })
}

/** What the site lets her share: "a window or a browser tab". */
export function surfacesText(dock: Dock): string {
  const surfaces = dock.view?.policy.screen_surfaces ?? []
  return list(
    surfaces.map((surface) => t(`dock.surface.${surface}`)),
    'disjunction',
  )
}

/** What of hers reaches others at this moment; null: nothing. */
export function liveText(dock: Dock): string | null {
  const sent = dock.capturing.filter((what) => what !== 'microphone' || !dock.voice.muted)
  if (sent.length === 0) return null
  const what = list(
    sent.map((one) => t(`dock.live.${one}`)),
    'unit',
  )
  return t('dock.live', { what })
}

/** How it is carried, in a few words, and all that is known of it. */
export function pathTexts(stats: PathStats): readonly [string, string] {
  const { path, roundTrip, loss } = stats
  const grade = t(`dock.path.${gradeOf(stats)}`)
  const more = t('dock.path.measured', {
    how: t(`dock.path.${path}_more`),
    delay: roundTrip ?? 'none',
    loss: loss === null ? 'none' : Math.round(loss * 100),
  })
  return [t('dock.path.chip', { path: t(`dock.path.${path}`), grade }), more]
}

/** What she waits for, or does, in a heading and a sentence. */
export function stageTexts(dock: Dock, organisation: string): readonly [string, string] {
  switch (dock.stage) {
    case 'ringing':
      return [
        t('dock.stage.ringing'),
        t('dock.stage.ringing_more', {
          organisation,
          seconds: Math.ceil(dock.secondsLeft ?? 0),
        }),
      ]
    case 'starting': {
      if (isPathProblem(dock.wayTrouble)) {
        return [t('dock.stage.no_path'), t('dock.stage.no_path_more')]
      }
      const only = (scope: DockScope): boolean => dock.awaits(scope) && !dock.holds('voice')
      const more = only('screen') ? 'dock.stage.starting_screen' : 'dock.stage.starting_more'
      return [t('dock.stage.starting'), t(more)]
    }
    case 'hold':
      return [t('dock.stage.hold'), t('dock.stage.hold_more')]
    default:
      return [t('dock.stage.connecting'), t('dock.stage.connecting_more')]
  }
}
