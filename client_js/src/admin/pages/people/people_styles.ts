import { css } from 'lit'

/** Lists to choose from, in the forms of this page. Adopt after `pageStyles`. */
export const choiceStyles = css`
  .choices {
    display: grid;
    gap: var(--space-2);
    max-height: 320px;
    padding: var(--space-1);
    overflow-y: auto;
  }
`
