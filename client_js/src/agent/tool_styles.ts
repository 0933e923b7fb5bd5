import { css } from 'lit'

/** The look of small groups of tools above the page. */
export const toolStyles = css`
  [role='toolbar'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
  }
  .button {
    min-height: 30px;
    padding: 0 var(--space-3);
    font-size: var(--text-small);
  }
  .button.icon {
    width: 36px;
    padding: 0;
  }
  .button[aria-pressed='true'] {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-ink);
  }
  .button[aria-pressed='true']:hover {
    background: var(--accent-hover);
  }
  .button[aria-disabled='true'] {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    cursor: not-allowed;
  }
  .icon-image {
    width: 18px;
    height: 18px;
  }
`
