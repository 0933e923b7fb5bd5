import { css } from 'lit'

/** Of the page and its parts. Adopt after `controls`. */
export const accountStyles = css`
  :host {
    display: block;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  h2,
  h3,
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: var(--text-large);
    line-height: 1.3;
  }
  h3 {
    font-size: var(--text);
  }
  h3:focus {
    outline: none;
  }
  a.button {
    text-decoration: none;
  }
  .soft {
    color: var(--ink-soft);
  }
  .card {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
  }
  form {
    display: grid;
    gap: var(--space-4);
    max-width: 420px;
  }
  label {
    display: grid;
    gap: var(--space-1);
    font-weight: 600;
  }
  .field {
    min-height: 44px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .answer:empty {
    display: none;
  }
  .answer.error {
    color: var(--live-soft-ink);
  }
  .qr {
    width: min(220px, 100%);
    border-radius: var(--radius);
    background: #fff;
  }
  .qr path {
    fill: #000;
  }
  code {
    font: 600 var(--text) / 1.6 ui-monospace, monospace;
    overflow-wrap: anywhere;
  }
  .codes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(270px, 1fr));
    gap: 0 var(--space-4);
    margin: 0;
    padding: 0;
    list-style: none;
  }
`
