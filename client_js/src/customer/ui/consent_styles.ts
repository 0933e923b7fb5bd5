import { css } from '@lit/reactive-element/css-tag.js'

/** The questions. They come without a movement: while it lasts they would count as covered. */
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

  .prompt.control {
    border-color: var(--control);
  }
  .prompt-head {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    margin: calc(-1 * var(--space-5)) calc(-1 * var(--space-5)) var(--space-4);
    padding: var(--space-4) var(--space-5);
    background: var(--control-soft);
    color: var(--control-soft-ink);
  }
  .prompt-head h2 {
    margin: 0;
  }
  .prompt-head .icon-image {
    width: 32px;
    height: 32px;
  }
  .control .answers {
    gap: var(--space-2) var(--space-3);
  }
  .control .answers .button {
    white-space: normal;
  }
  .covered {
    margin-top: var(--space-3);
    color: var(--live);
    font-weight: 600;
  }
  .prompt > .hint {
    margin-top: var(--space-3);
  }

  @media (max-width: 480px) {
    .prompt {
      max-width: calc(100vw - 2 * var(--space-2));
      max-height: calc(100vh - 2 * var(--space-2));
      padding: var(--space-4);
      font-size: 14px;
    }
    .prompt-head {
      margin: calc(-1 * var(--space-4)) calc(-1 * var(--space-4)) var(--space-3);
      padding: var(--space-3) var(--space-4);
    }
    .prompt h2 {
      font-size: var(--text-large);
    }
    .facts {
      gap: var(--space-2);
      margin: var(--space-2) 0;
      padding: var(--space-3);
    }
    .answers,
    .prompt > .hint {
      margin-top: var(--space-2);
    }
    .answers .button {
      padding: 0 var(--space-1);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bars,
    .dot,
    .question,
    .changes,
    .notice,
    .dialog {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .mine .text,
    .text {
      border: 1px solid CanvasText;
    }
  }
`
