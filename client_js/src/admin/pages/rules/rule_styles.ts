import { css } from 'lit'

export const ruleStyles = css`
  fieldset.card {
    margin-inline: 0;
  }
  legend {
    float: inline-start;
    width: 100%;
    margin-bottom: var(--space-2);
    padding: 0;
    font-size: var(--text-large);
    font-weight: 700;
  }
  legend + * {
    clear: both;
  }
  .products {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
    gap: var(--space-2);
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    margin-bottom: var(--space-3);
  }
  .tools .field {
    flex: 1 1 220px;
    max-width: 420px;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rule {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    padding: var(--space-2) 0;
    border-top: 1px solid var(--line);
    content-visibility: auto;
    contain-intrinsic-height: auto 54px;
  }
  .rule .number {
    flex: 0 0 3ch;
    color: var(--ink-soft);
    font-size: var(--text-small);
    text-align: end;
  }
  .rule .says {
    flex: 1 1 260px;
    min-width: 0;
  }
  .rule .where {
    display: block;
    color: var(--ink-soft);
    font-size: var(--text-small);
    overflow-wrap: anywhere;
  }
  .acts {
    display: flex;
    gap: 2px;
  }
  .acts .icon-image.up {
    transform: rotate(180deg);
  }
  .rule.editing {
    display: block;
    padding: var(--space-3);
    border: 2px solid var(--accent);
    border-radius: var(--radius);
    content-visibility: visible;
  }
  .editing .grid {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
    align-items: end;
    gap: var(--space-3);
    margin-bottom: var(--space-3);
  }
  form > .buttons {
    margin: var(--space-3) 0;
  }
  /* What has the focus is not scrolled below the bar with the state of the draft. */
  button,
  input,
  select,
  textarea,
  summary {
    scroll-margin-block: 96px;
  }
  ul.found {
    max-height: 220px;
    margin: var(--space-2) 0;
    padding-inline-start: var(--space-5);
    overflow: auto;
  }
`
