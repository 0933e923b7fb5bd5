/** What she can do in the widget. `share`, `allow` and `stop` come from trusted events only. */
export interface WidgetActions {
  open(): void
  close(): void
  send(text: string): void
  share(): void
  stop(): void
  allow(request: string): void
  deny(request: string): void
  dismissNotice(): void
  /** Whether what is hidden from agents is to be outlined. */
  outline(wanted: boolean): void
}
