import { css } from 'lit'

/** A form above a table, whose fields stand beside each other. Adopt after `pageStyles`. */
export const filterStyles = css`
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
    align-items: start;
    gap: var(--space-3) var(--space-4);
    margin-bottom: var(--space-4);
  }
  .filters > .soft,
  .filters > .buttons {
    grid-column: 1 / -1;
  }
`
