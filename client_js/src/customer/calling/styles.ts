import { css } from '@lit/reactive-element/css-tag.js'

/** Adopted when `calling.js` is there, after the sheets of the widget. */
export const callStyles = css`
  .call-bar {
    display: grid;
    gap: var(--space-1);
    max-width: calc(100vw - 2 * var(--space-4));
    padding: 4px 4px 4px var(--space-4);
    border: 1px solid var(--line);
    border-radius: 22px;
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    pointer-events: auto;
    animation: arrive var(--slow) ease-out;
  }
  .root:not(.sharing) .below-bar {
    inset: var(--space-2) 0 auto;
  }
  .calling .corner {
    max-height: calc(100vh - var(--space-4) - 108px);
  }
  .sharing.calling .corner {
    max-height: calc(100vh - var(--space-4) - 172px);
  }
  .call-bar.live {
    border-color: var(--live);
  }
  .call-row {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
  }
  .call-row p {
    flex: 1;
    font-weight: 600;
    line-height: 1.25;
  }
  .call-row .button {
    flex: none;
    padding: 0 var(--space-3);
    border-radius: var(--radius-round);
  }
  .call-bar:not(.live) .dot {
    border: 2px solid var(--line-strong);
    background: transparent;
    animation: none;
  }
  .mute[aria-pressed='true'] {
    border-color: var(--live);
    color: var(--live);
  }

  .calls {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4) 0;
    border-top: 1px solid var(--line);
  }
  .calls .button {
    flex: 1;
  }
  .calls + .share {
    border-top: 0;
  }
  .calls + .composer {
    border-top: 0;
  }

  .prompt.screen {
    border-color: var(--live);
  }
  .prompt.screen .prompt-head {
    background: var(--live-soft);
    color: var(--live-soft-ink);
  }
  .prompt.voice,
  .prompt.video {
    border-color: var(--accent);
  }
  .prompt.voice .prompt-head,
  .prompt.video .prompt-head {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }

  .dock-place {
    width: 100%;
    flex: none;
  }
  .dock-place:empty {
    display: none;
  }
  .dock {
    display: block;
    width: 100%;
    height: 300px;
    max-height: 45vh;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow-large);
    color-scheme: light dark;
  }

  @media (max-width: 480px) {
    .call-bar {
      width: calc(100vw - 2 * var(--space-1));
      max-width: none;
      border-radius: var(--radius);
      padding-inline-start: var(--space-3);
      font-size: var(--text-small);
    }
    .root:not(.sharing) .below-bar {
      inset: var(--space-1) 0 auto;
    }
    .calling .corner.open {
      max-height: calc(100vh - 100px);
      max-height: calc(100dvh - 100px);
    }
    .sharing.calling .corner.open {
      max-height: calc(100vh - 160px);
      max-height: calc(100dvh - 160px);
    }
    .corner.open .dock {
      height: 250px;
      border-radius: var(--radius-large) var(--radius-large) 0 0;
    }
    .corner.open:has(.dock) .dialog {
      overflow-y: auto;
    }
    .corner.open:has(.dock) .dialog > * {
      flex: none;
    }
    .call-row .button:not(.mute) .icon-image {
      display: none;
    }
    .call-row .mute span {
      position: absolute;
      overflow: hidden;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }
    .call-row .button {
      min-height: 32px;
      font-size: var(--text-small);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .call-bar {
      animation: none;
    }
  }
`
