import { css } from '@lit/reactive-element/css-tag.js'

/** One host element in the page, one wrapper in its closed root, and what is always in the corner. */
export const frame = css`
  :host {
    all: initial !important;
    position: fixed !important;
    inset: 0 auto auto 0 !important;
    z-index: 2147483647 !important; /* the topmost that a page can address */
    display: block !important;
    width: 0 !important;
    height: 0 !important;
  }

  .root {
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }

  h2,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  .hint {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .corner {
    position: fixed;
    inset-block: auto var(--space-4);
    inset-inline: auto var(--space-4);
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: var(--space-3);
    width: 372px;
    max-width: calc(100vw - 2 * var(--space-4));
    max-height: calc(100vh - 2 * var(--space-4) - var(--bars, 0px));
    pointer-events: none;
  }
  .corner[data-aside] {
    inset-inline: var(--space-4) auto;
    align-items: flex-start;
  }
  .corner > * {
    pointer-events: auto;
  }

  .launcher-row {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    pointer-events: none;
  }
  .launcher-row > * {
    pointer-events: auto;
  }
  .launcher {
    position: relative;
    min-height: 48px;
    padding-block: 0;
    padding-inline: var(--space-4) var(--space-5);
    border-radius: var(--radius-round);
    font-size: 16px;
    box-shadow: var(--shadow-large);
  }
  .launcher:focus-visible {
    box-shadow: var(--focus-ring), var(--shadow-large);
  }
  .badge {
    position: absolute;
    inset-block: -6px auto;
    inset-inline: auto -2px;
    min-width: 22px;
    padding: 0 6px;
    border: 2px solid var(--surface);
    border-radius: var(--radius-round);
    background: var(--live);
    color: var(--live-ink);
    font: 700 12px/18px var(--font);
  }
  .blurb {
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow-small);
    font-size: var(--text-small);
  }

  .notice {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    width: 100%;
    padding-block: var(--space-2);
    padding-inline: var(--space-4) var(--space-2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    animation: arrive var(--slow) ease-out;
  }
  .notice p {
    flex: 1;
    max-height: 4.35em;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
`
