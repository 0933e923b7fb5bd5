import { css } from '@lit/reactive-element/css-tag.js'

/** Adopted when `chatting.js` is there, after the sheets of the widget. */
export const talkStyles = css`
  .text a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .text a:hover {
    text-decoration-thickness: 2px;
  }
  .text a:focus-visible {
    border-radius: 2px;
  }
  .text + .meta {
    margin: 2px 0 0;
  }
  .talk {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    padding: 0 var(--space-4) var(--space-1);
    color: var(--ink-soft);
    font-size: 12px;
  }
  .typing {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .receipt {
    align-self: center;
    margin: 0;
    font-size: 12px;
  }
  .save {
    flex: none;
    min-height: 24px;
    margin: 0;
    padding: 0 var(--space-1);
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--ink-soft);
    font: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .save:hover {
    color: var(--ink);
  }
`
