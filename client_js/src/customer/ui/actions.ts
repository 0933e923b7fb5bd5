/** What she can do in the widget. Whatever lets anything flow, or ends it, comes from trusted events
 * only. */
export interface WidgetActions {
  open(): void
  close(): void
  send(text: string): void
  /** `control`: she was told that agents may use the page, too. */
  share(control: boolean): void
  /** Ends the session. */
  stop(): void
  pause(): void
  resume(): void
  /** The view, for the agent who asked. `control`: as with `share`. */
  allow(request: string, control: boolean): void
  deny(request: string): void
  /** Another agent, who asked to join. */
  admit(request: string): void
  /** An agent or a guest, out of the session. */
  remove(person: string): void
  /** Makes a link for somebody without an account. */
  invite(): void
  /** Remote control, for the agent who asked. */
  allowControl(request: string, limit: 'typing' | null): void
  /** Remote control of a part of the page, which she is going to choose. */
  chooseRegion(request: string): void
  /** Unasked. */
  giveControl(agent: string): void
  endControl(): void
  /** Shows what agents see of this page. */
  preview(): void
  /** Shows, or hides, what agents have changed in this page. */
  showChanges(shown: boolean): void
  /** Takes back changes of an agent's. */
  undo(changes: readonly number[]): void
  /** To the question beside the page. */
  answer(yes: boolean): void
  /** In a tab that is not shared: share it, too; or not in this session. */
  shareTab(): void
  declineTab(): void
  /** Opens another tab of the site, shared. */
  openTab(): void
  /** This tab is to be shared no more, the others are. */
  unshareTab(): void
  dismissNotice(): void
  /** The widget is to be in this language from now on; resolves when it is, or cannot be. */
  speak(tag: string): Promise<void>
  /** Whether what is hidden from agents is to be outlined. */
  outline(wanted: boolean): void
}
