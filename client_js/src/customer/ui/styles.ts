import { css } from 'lit'

/** The frame of everything: one host element in the page, one wrapper in its closed root. */
const frame = css`
  :host {
    all: initial !important;
    position: fixed !important;
    inset: 0 auto auto 0 !important;
    z-index: 2147483647 !important; /* the topmost that a page can address */
    display: block !important;
    width: 0 !important;
    height: 0 !important;
  }

  .root {
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }

  h2,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  .hint {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .corner {
    position: fixed;
    inset: auto var(--space-4) var(--space-4) auto;
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: var(--space-3);
    width: 372px;
    max-width: calc(100vw - 2 * var(--space-4));
    max-height: calc(100vh - 2 * var(--space-4));
    pointer-events: none;
  }
  .sharing .corner {
    max-height: calc(100vh - var(--space-4) - 76px);
  }
  .corner > * {
    pointer-events: auto;
  }

  .launcher-row {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    pointer-events: none;
  }
  .launcher-row > * {
    pointer-events: auto;
  }
  .launcher {
    position: relative;
    min-height: 48px;
    padding: 0 var(--space-5) 0 var(--space-4);
    border-radius: var(--radius-round);
    font-size: 16px;
    box-shadow: var(--shadow-large);
  }
  .launcher:focus-visible {
    box-shadow: var(--focus-ring), var(--shadow-large);
  }
  .badge {
    position: absolute;
    inset: -6px -2px auto auto;
    min-width: 22px;
    padding: 0 6px;
    border: 2px solid var(--surface);
    border-radius: var(--radius-round);
    background: var(--live);
    color: var(--live-ink);
    font: 700 12px/18px var(--font);
  }
  .blurb {
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow-small);
    font-size: var(--text-small);
  }

  .notice {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    width: 100%;
    padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    animation: arrive var(--slow) ease-out;
  }
  .notice p {
    flex: 1;
    max-height: 4.35em;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
`

const chat = css`
  .dialog {
    display: flex;
    flex-direction: column;
    width: 100%;
    height: 560px;
    min-height: 0;
    flex: 0 1 auto;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow-large);
    animation: arrive var(--slow) ease-out;
  }

  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: var(--space-3) var(--space-2) var(--space-3) var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .heading h2 {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .heading p {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .status {
    padding: var(--space-2) var(--space-4);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .log {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--space-3);
    min-height: 72px;
    padding: var(--space-4);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .log:focus-visible {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .log > :first-child {
    margin-top: auto;
  }
  .welcome {
    margin: auto 0;
    color: var(--ink-soft);
    text-align: center;
    text-wrap: balance;
  }
  .welcome-title {
    margin-bottom: var(--space-2);
    color: var(--ink);
    font: 700 var(--text-title) / 1.2 var(--font);
  }
  .event {
    color: var(--ink-soft);
    font-size: var(--text-small);
    text-align: center;
  }
  .message {
    align-self: flex-start;
    max-width: 85%;
  }
  .message.mine {
    align-self: flex-end;
  }
  .meta {
    margin-bottom: 2px;
    padding: 0 var(--space-1);
    color: var(--ink-soft);
    font-size: 12px;
  }
  .mine .meta {
    text-align: end;
  }
  .text {
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    border-start-start-radius: var(--space-1);
    background: var(--surface-hover);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .mine .text {
    border-start-start-radius: var(--radius);
    border-start-end-radius: var(--space-1);
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }

  .share {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .share.waiting {
    background: var(--surface-sunken);
  }
  .button.wide {
    width: 100%;
  }
  .code {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-3);
  }
  .code dt {
    font-weight: 600;
  }
  .code dd {
    font: 700 var(--text-title) / 1.2 var(--font-mono);
    letter-spacing: 0.04em;
    user-select: all;
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .composer .field {
    field-sizing: content;
    min-height: 40px;
    max-height: 120px;
    resize: none;
  }
  .composer .button {
    flex: none;
    width: 40px;
    min-height: 40px;
  }

  @media (max-width: 480px) {
    .corner.open {
      inset: auto 0 0 0;
      width: 100%;
      max-width: none;
      max-height: 100vh;
      max-height: 100dvh;
      gap: 0;
    }
    .corner.open .launcher-row {
      display: none;
    }
    .corner.open .notice {
      border-radius: 0;
    }
    .corner.open .dialog {
      height: 85vh;
      height: 85dvh;
      border-width: 1px 0 0;
      border-radius: var(--radius-large) var(--radius-large) 0 0;
    }
  }
  /* Little height, as at 400 % zoom: the window scrolls as a whole. */
  @media (max-height: 520px) {
    .corner.open .launcher-row {
      display: none;
    }
    .dialog {
      overflow-y: auto;
    }
    .dialog > * {
      flex: none;
    }
    .head {
      position: sticky;
      top: 0;
      background: var(--surface);
    }
    .log {
      overflow: visible;
    }
  }
`

const consent = css`
  .prompt {
    width: 440px;
    max-width: calc(100vw - 2 * var(--space-4));
    max-height: calc(100vh - 2 * var(--space-4));
    padding: var(--space-5);
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
    animation: arrive var(--slow) ease-out;
  }
  .prompt::backdrop {
    background: rgb(16 20 34 / 45%);
  }
  .prompt h2 {
    margin-bottom: var(--space-2);
    font: 700 var(--text-title) / 1.2 var(--font);
  }
  .facts {
    display: grid;
    gap: var(--space-3);
    margin: var(--space-4) 0;
    padding: var(--space-4);
    border-radius: var(--radius);
    background: var(--surface-sunken);
    list-style: none;
  }
  .facts li {
    display: flex;
    gap: var(--space-3);
  }
  .facts .icon-image {
    margin-top: 1px;
    color: var(--ink-soft);
  }
  .answers {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--space-3);
    margin-top: var(--space-4);
  }
  .answers .button {
    min-height: 44px;
  }

  .frame {
    position: fixed;
    inset: 0;
    border: 3px solid var(--live);
    pointer-events: none;
  }
  .frame.pending {
    border-style: dashed;
  }
  .bar {
    position: fixed;
    inset: var(--space-2) 0 auto;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: fit-content;
    max-width: calc(100vw - 2 * var(--space-4));
    margin: 0 auto;
    padding: 6px 6px 6px var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius-round);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    animation: arrive var(--slow) ease-out;
  }
  .bar .button {
    border-radius: var(--radius-round);
  }
  .bar-text {
    display: grid;
    min-width: 0;
    line-height: 1.25;
  }
  .bar-status {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar-hidden {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .dot {
    flex: none;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--live);
    animation: pulse 2s ease-in-out infinite;
  }
  .pending .dot {
    border: 2px solid var(--line-strong);
    background: transparent;
    animation: none;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }

  @media (max-width: 480px) {
    .bar {
      inset: 0 0 auto;
      width: 100%;
      max-width: none;
      border-width: 0 0 1px;
      border-radius: 0;
    }
    .bar-text {
      flex: 1;
    }
    .bar-hidden {
      display: none;
    }
    .bar-status {
      white-space: normal;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar,
    .dot,
    .prompt,
    .notice,
    .dialog {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .dot {
      background: Highlight;
      forced-color-adjust: none;
    }
    .mine .text,
    .text {
      border: 1px solid CanvasText;
    }
  }
`

/** The look of the widget. Adopt after `tokens` and `controls`. */
export const styles = [frame, chat, consent]
