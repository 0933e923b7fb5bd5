import { css } from 'lit'

export const customerScreenStyles = css`
  :host {
    position: absolute;
    z-index: 1;
    inset: 0 var(--space-4) var(--space-4);
    display: flex;
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  section {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
    background: var(--surface);
  }
  .head {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    padding: 6px var(--space-3);
    border-bottom: 1px solid var(--line);
  }
  .grow {
    flex: 1;
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-variant-numeric: tabular-nums;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    padding: 1px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--good-soft);
    color: var(--good-soft-ink);
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .badge .dot {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  .room {
    position: relative;
    display: grid;
    flex: 1;
    min-height: 0;
    overflow: auto;
    background: #11131a;
  }
  video {
    display: block;
    margin: auto;
  }
  .fit video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .cover {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-2);
    padding: var(--space-5);
    background: var(--surface-sunken);
    text-align: center;
    text-wrap: balance;
  }
  .cover.above {
    inset: auto 0 0;
    padding: var(--space-3);
    background: rgb(16 20 34 / 78%);
    color: #f0f2f7;
  }
  .cover.above .soft {
    color: #c9cfdd;
  }
  .cover .icon-image {
    width: 32px;
    height: 32px;
    color: var(--ink-soft);
    stroke-width: 1.5;
  }
  .spinner {
    width: 32px;
    height: 32px;
    border: 3px solid var(--line);
    border-top-color: var(--accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 4s;
    }
  }
`
