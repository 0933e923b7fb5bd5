import { css } from 'lit'

export const documentStyles = css`
  :host {
    display: flex;
    flex: 1;
    min-width: 0;
    min-height: 0;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  section {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .head,
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
    padding: var(--space-1) var(--space-2);
  }
  .tools {
    border-block: 1px solid var(--line);
    background: var(--surface-sunken);
  }
  .group {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .words {
    display: grid;
    flex: 1;
    min-width: 120px;
  }
  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .state {
    margin: 0;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .tools .button,
  .head .button {
    min-height: 32px;
    font-size: var(--text-small);
  }
  .tools .button.icon {
    width: 32px;
    border-color: transparent;
    background: transparent;
  }
  .tools .button.icon:hover {
    background: var(--surface-hover);
  }
  .tools .button[aria-pressed='true'] {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  .tools .button[aria-disabled='true'] {
    color: var(--line-strong);
    cursor: not-allowed;
  }
  select {
    min-height: 32px;
    padding: 0 var(--space-1);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-small);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-size: var(--text-small);
  }
  .percent {
    min-width: 3.4em;
    font-size: var(--text-small);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  form {
    display: flex;
    gap: 2px;
    align-items: center;
    margin: 0;
  }
  .field {
    width: 11em;
    min-height: 32px;
    padding: 0 var(--space-2);
    font-size: var(--text-small);
  }
  .paper {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 160px;
  }
  iframe {
    flex: 1;
    width: 100%;
    border: 0;
    background: var(--surface-sunken);
  }
  .cover {
    display: grid;
    flex: 1;
    place-content: center;
    gap: var(--space-3);
    padding: var(--space-4);
    color: var(--ink-soft);
    text-align: center;
  }
  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--accent);
  }
  .trouble {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    width: 100%;
    padding: var(--space-3);
    border-radius: var(--radius);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .trouble p {
    flex: 1 1 200px;
    margin: 0;
  }
  .trouble strong {
    display: block;
  }
  .button.small {
    min-height: 36px;
    padding: 0 var(--space-3);
    font-size: var(--text-small);
  }
  .choose {
    display: grid;
    gap: var(--space-2);
    justify-items: start;
  }
  .choose > p {
    margin: 0;
    color: var(--ink-soft);
  }
  @media (max-width: 480px) {
    .tools {
      gap: 2px 0;
    }
  }
`
