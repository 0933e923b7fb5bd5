import { css } from 'lit'

/** What all pages of the admin console have in common. Adopt after `controls`. */
export const pageStyles = css`
  :host {
    display: block;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  h1 {
    margin: 0;
    font-size: var(--text-title);
    line-height: 1.25;
  }
  h2 {
    margin: 0 0 var(--space-2);
    font-size: var(--text-large);
    line-height: 1.3;
  }
  h3 {
    margin: 0 0 var(--space-1);
    font-size: var(--text);
  }
  p {
    margin: 0;
  }
  a {
    color: var(--accent-soft-ink);
    text-underline-offset: 2px;
  }
  a:focus-visible {
    border-radius: 3px;
  }
  code {
    font: 400 var(--text-small) / 1.5 var(--font-mono);
    overflow-wrap: anywhere;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2) var(--space-4);
    margin-bottom: var(--space-4);
  }
  .lead,
  .soft {
    color: var(--ink-soft);
  }
  .lead {
    max-width: 70ch;
    margin-bottom: var(--space-4);
  }
  .soft {
    font-size: var(--text-small);
  }

  .card {
    margin-bottom: var(--space-4);
    padding: var(--space-4) var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
  }
  .card > * + * {
    margin-top: var(--space-3);
  }
  .card > h2 + * {
    margin-top: 0;
  }
  .card > .notice,
  .form > .notice {
    margin-bottom: 0;
  }

  .form {
    display: grid;
    gap: var(--space-4);
    max-width: 560px;
  }
  .row {
    display: grid;
    gap: var(--space-1);
  }
  .row > label,
  .row > .label {
    font-weight: 600;
  }
  .row .hint {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .row .wrong {
    color: var(--live-soft-ink);
    font-size: var(--text-small);
  }
  .field[aria-invalid='true'] {
    border-color: var(--live);
  }
  select.field {
    appearance: auto;
  }
  textarea.field {
    min-height: 84px;
    resize: vertical;
  }
  .switch {
    display: flex;
    align-items: flex-start;
    gap: var(--space-3);
  }
  .switch input {
    flex: none;
    width: 20px;
    height: 20px;
    margin: 2px 0 0;
    accent-color: var(--accent);
  }
  .switch .hint {
    display: block;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .button {
    max-width: 100%;
    white-space: normal;
  }
  .button[aria-disabled='true'] {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    cursor: not-allowed;
  }
  a.button {
    text-decoration: none;
  }

  .state {
    padding: var(--space-5) 0;
    color: var(--ink-soft);
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    margin-bottom: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--surface-sunken);
  }
  .notice.bad {
    background: var(--live-soft);
    color: var(--live-soft-ink);
  }
  .notice.warn {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .notice.good {
    background: var(--good-soft);
    color: var(--good-soft-ink);
  }
  .empty {
    padding: var(--space-6) var(--space-4);
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius);
    color: var(--ink-soft);
    text-align: center;
    text-wrap: balance;
  }

  .badge {
    display: inline-block;
    padding: 1px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--surface-hover);
    color: var(--ink);
    font-size: var(--text-small);
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.good {
    background: var(--good-soft);
    color: var(--good-soft-ink);
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .badge.bad {
    background: var(--live-soft);
    color: var(--live-soft-ink);
  }

  pre {
    margin: 0;
    padding: var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-sunken);
    font: 400 var(--text-small) / 1.5 var(--font-mono);
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    white-space: pre-wrap;
  }

  @media (max-width: 479px) {
    .card {
      padding: var(--space-3);
    }
  }
`
