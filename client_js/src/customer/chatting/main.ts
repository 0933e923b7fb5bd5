import { Chatting, type ChattingOptions } from './chatting.js'

/** Entry of `chatting.js`, which `lazy_parts.ts` loads. */
export function begin(options: ChattingOptions): Chatting {
  return new Chatting(options)
}
