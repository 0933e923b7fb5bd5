import { css } from '@lit/reactive-element/css-tag.js'

/** Buttons, fields and other small things that look alike on both sides. Adopt after `tokens`. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  .button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--target);
    margin: 0;
    padding: 0 var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    color: var(--ink);
    font: 600 var(--text) / 1.2 var(--font);
    text-align: center;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color var(--quick), border-color var(--quick);
  }
  .button:hover {
    background: var(--surface-hover);
  }
  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-ink);
  }
  .button.primary:hover {
    background: var(--accent-hover);
  }
  .button.danger {
    border-color: transparent;
    background: var(--live);
    color: var(--live-ink);
  }
  .button.danger:hover {
    background: var(--live-hover);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink-soft);
  }
  .button.quiet:hover {
    background: var(--surface-hover);
    color: var(--ink);
  }
  .button.icon {
    width: var(--target);
    padding: 0;
  }
  .button:disabled {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    cursor: not-allowed;
  }

  /* What forced colours take away with the grounds: what is on, and what cannot be pressed. */
  @media (forced-colors: active) {
    [aria-pressed='true'] {
      forced-color-adjust: none; /* no ground of its own behind the text */
      border-color: Highlight !important;
      background: Highlight !important;
      color: HighlightText !important;
    }
    [aria-current='true'] {
      border: 2px solid Highlight !important;
    }
    .button:disabled,
    .button[aria-disabled='true'] {
      border-color: GrayText !important;
      color: GrayText !important;
    }
  }

  .language {
    min-width: 0;
    max-width: 150px;
    field-sizing: content;
    min-height: var(--target);
    padding: 0 var(--space-1);
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink-soft);
    font: 400 var(--text-small) / 1.2 var(--font);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .language:hover {
    border-color: var(--line-strong);
    color: var(--ink);
  }

  /* What somebody types runs as its own language does. */
  textarea.field {
    unicode-bidi: plaintext;
  }
  .field {
    appearance: none;
    width: 100%;
    min-height: var(--target);
    margin: 0;
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  .field::placeholder {
    color: var(--ink-soft);
    opacity: 1;
  }

  :focus {
    outline: none;
  }
  :focus-visible {
    /* Forced colours drop box-shadow and keep this outline. */
    outline: 2px solid transparent;
    box-shadow: var(--focus-ring);
  }

  .icon-image {
    flex: none;
    width: 20px;
    height: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .turning:dir(rtl) {
    transform: scaleX(-1);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    border: 0;
    white-space: nowrap;
  }
`
