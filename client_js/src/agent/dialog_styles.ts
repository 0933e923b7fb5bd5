import { css } from 'lit'

/** Of the console's questions. Adopt after `controls`. */
export const dialogStyles = css`
  dialog {
    width: min(440px, calc(100vw - 32px));
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
    box-shadow: var(--shadow-large);
  }
  dialog::backdrop {
    background: rgb(16 20 34 / 55%);
  }
  h2 {
    margin: 0 0 var(--space-2);
    font-size: var(--text-large);
    line-height: 1.3;
  }
  p {
    margin: 0;
    color: var(--ink-soft);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: var(--space-2);
    margin-top: var(--space-5);
  }
`
