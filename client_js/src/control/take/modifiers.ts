import { ALT, CONTROL, META, SHIFT } from '../messages.js'

type Pressed = Pick<
  KeyboardEvent | MouseEvent,
  'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'
>

/** The modifier keys as their sum. What AltGraph alone brings is none: it makes characters. */
export function modifiersOf(event: Pressed): number {
  const makes = event.getModifierState('AltGraph')
  return (
    (event.shiftKey ? SHIFT : 0) +
    (event.ctrlKey && !makes ? CONTROL : 0) +
    (event.altKey && !makes ? ALT : 0) +
    (event.metaKey ? META : 0)
  )
}
