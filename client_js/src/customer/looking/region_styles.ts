import { styleSheet } from '../together/style_sheet.js'

export const regionSheet = styleSheet(`
  .region-picker {
    position: fixed;
    inset: 0;
    width: 100%;
    height: 100%;
    max-width: none;
    max-height: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 0;
    background: transparent;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
    cursor: crosshair;
  }
  .region-mark {
    position: absolute;
    inset: 0 auto auto 0;
    border: 3px solid var(--control);
    border-radius: 4px;
    outline: 2px solid var(--surface);
    box-shadow: 0 0 0 200vmax var(--shade);
    pointer-events: none;
  }
  .region-panel {
    position: absolute;
    inset: auto 0 var(--space-4);
    width: 440px;
    max-width: calc(100vw - 2 * var(--space-4));
    margin: 0 auto;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-block-start: 6px solid var(--control);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    cursor: auto;
  }
  .region-title {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .region-name {
    margin: var(--space-2) 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .region-mark {
      border-color: Highlight;
      forced-color-adjust: none;
    }
  }
`)
