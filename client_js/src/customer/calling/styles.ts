import { css } from '@lit/reactive-element/css-tag.js'

/** Adopted when `calling.js` is there, after the sheets of the widget. */
export const callStyles = css`
  .call-row {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    padding-block: 6px;
    padding-inline: 10px 6px;
  }
  .bar + .call-bar,
  .call-row + .call-row {
    border-top: 1px solid var(--line);
  }
  .call-row > .icon-image {
    color: var(--ink-soft);
  }
  .call-row.live > .icon-image {
    color: var(--live);
  }
  .call-row .button {
    flex: none;
    padding: 0 var(--space-3);
    border-radius: var(--radius-round);
  }
  .call-row .tool {
    width: var(--target);
    padding: 0;
  }
  .call-row .mute[aria-pressed='true'] {
    color: var(--live);
  }
  .button.end {
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
  .prompt.video,
  .prompt.document {
    border-color: var(--accent);
  }
  .prompt.voice .prompt-head,
  .prompt.video .prompt-head,
  .prompt.document .prompt-head {
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

  .with-document .dock {
    height: 70vh;
    max-height: 70vh;
  }

  @media (forced-colors: active) {
    .call-row > .icon-image {
      color: CanvasText;
    }
  }
  @media (max-width: 480px) {
    .call-row {
      padding-block: 2px;
      padding-inline: var(--space-1) 4px;
    }
    .call-row > .icon-image {
      width: 18px;
    }
    /* What is live must be read to its end. */
    .call-row .bar-text > * {
      white-space: normal;
    }
    .corner.open .dock {
      height: 250px;
      border-radius: var(--radius-large) var(--radius-large) 0 0;
    }
    .corner.open .with-document .dock {
      height: 65vh;
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
    .call-row .button {
      min-height: 32px;
      font-size: var(--text-small);
    }
  }
`
