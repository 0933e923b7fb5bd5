import { adopt, type Early } from '../../mirror/capture/early.js'
import { Together, type TogetherOptions } from './together.js'

/** Entry of `together.js`, which `loader.ts` loads. */
export function begin(early: Early, options: TogetherOptions): Together {
  adopt(early)
  return new Together(options)
}
