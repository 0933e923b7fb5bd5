import { css } from 'lit'

export const callPanelStyles = css`
  :host {
    display: block;
    flex: none;
    border-bottom: 1px solid var(--line);
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  :host([hidden]) {
    display: none;
  }
  section {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-4);
  }
  p {
    margin: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
  }
  .buttons {
    position: relative;
  }
  .button {
    min-height: 34px;
    padding: 0 var(--space-3);
    font-size: var(--text-small);
  }
  .button.icon {
    width: 38px;
    padding: 0;
  }
  .button[aria-disabled='true'],
  .button[aria-disabled='true']:hover {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    cursor: not-allowed;
  }
  .button[aria-pressed='true'] {
    border-color: transparent;
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .soft:empty,
  .error:empty {
    display: none;
  }
  .error {
    color: var(--live-soft-ink);
    font-size: var(--text-small);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    font-weight: 650;
  }
  .state .dot {
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--good);
  }
  .state.waiting .dot {
    background: var(--line-strong);
  }
  .state.held .dot {
    background: var(--control);
  }
  .time {
    font-variant-numeric: tabular-nums;
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
    font-size: var(--text-small);
  }
  .pictures {
    position: relative;
    overflow: hidden;
    border-radius: var(--radius);
    background: #11131a;
    aspect-ratio: 16 / 9;
    /* Its buttons stay in sight in low windows, as at 200 % zoom. */
    max-height: 34vh;
  }
  .pictures > .theirs {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .pictures > .own {
    position: absolute;
    inset-block: auto 8px;
    inset-inline: auto 8px;
    width: 30%;
    max-width: 160px;
    border: 2px solid rgb(255 255 255 / 80%);
    border-radius: var(--radius-small);
    background: #000;
    /* As in a mirror: people expect to see themselves so. */
    transform: scaleX(-1);
  }
  .pictures > .blank {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: var(--space-3);
    color: #f0f2f7;
    font-size: var(--text-small);
    text-align: center;
  }
  .pictures > .button {
    position: absolute;
    inset-block: 8px auto;
    inset-inline: auto 8px;
    border-color: transparent;
    background: rgb(16 20 34 / 72%);
    color: #fff;
  }
`
