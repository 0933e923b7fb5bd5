import { css } from 'lit'

/** The prompt, and the bar and frame while the page may flow. */
export const consent = css`
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
  .bar-note {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .outline-switch {
    padding: 0 var(--space-3);
    font-size: var(--text-small);
  }
  .outline-switch[aria-pressed='true'] {
    color: var(--accent);
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

  @media (max-width: 700px) {
    .outline-switch {
      width: var(--target);
      padding: 0;
    }
    .outline-switch span {
      position: absolute;
      overflow: hidden;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
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
    .bar-note.usual {
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
