import { css } from 'lit'

/** What the panels of the console have in common. Adopt after `controls`. */
export const panels = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }

  h2 {
    margin: 0;
    font-size: var(--text);
    font-weight: 650;
    line-height: 1.3;
  }
  p {
    margin: 0;
  }

  .panel-head {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--space-3);
    min-height: 60px;
    padding: var(--space-2) var(--space-4);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }

  .button[aria-disabled='true'],
  .button[aria-disabled='true']:hover {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    cursor: not-allowed;
  }

  .soft {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .error {
    color: var(--live-soft-ink);
    font-size: var(--text-small);
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    padding: 1px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--surface-hover);
    color: var(--ink);
    font-size: 12px;
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
  }
  .badge.live {
    background: var(--good-soft);
    color: var(--good-soft-ink);
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .badge.accent {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  .badge .dot {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }

  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: var(--space-2);
    max-width: 360px;
    margin: auto;
    padding: var(--space-5);
    text-align: center;
    text-wrap: balance;
  }
  .empty strong {
    font-size: var(--text);
    font-weight: 650;
  }
  .empty .icon-image {
    width: 32px;
    height: 32px;
    color: var(--ink-soft);
    stroke-width: 1.5;
  }
`
