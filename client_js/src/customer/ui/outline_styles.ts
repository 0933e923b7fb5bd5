import { css } from '@lit/reactive-element/css-tag.js'

/** Outlines of what is hidden from agents. Two colours: the page below may have any. */
export const outline = css`
  .outlines {
    position: fixed;
    inset: 0;
    overflow: hidden;
    pointer-events: none;
  }
  .outline,
  .outline-label {
    position: absolute;
    inset: 0 auto auto 0;
  }
  .outline::before,
  .outline::after {
    content: '';
    position: absolute;
    inset: -2px;
    border: 2px solid var(--surface);
    border-radius: 4px;
    opacity: 0.75;
  }
  .outline::after {
    border: 2px dashed var(--accent);
    opacity: 1;
  }
  .outline-label {
    width: max-content;
    max-width: 100%;
    padding: 2px var(--space-2);
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface-raised);
    box-shadow: var(--shadow-small);
    color: var(--ink);
    font: 600 var(--text-small) / 1.4 var(--font);
  }
  @media (forced-colors: active) {
    .outline::before {
      border-color: Canvas;
    }
    .outline::after {
      border-color: CanvasText;
    }
  }
`
