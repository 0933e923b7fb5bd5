import { css } from 'lit'

export const pageStyles = css`
  :host {
    display: block;
    min-height: 100%;
    padding: var(--space-5) var(--space-4);
    background: var(--surface-sunken);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  main {
    display: grid;
    gap: var(--space-4);
    width: min(680px, 100%);
    margin: 0 auto;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-4);
  }
  .mark {
    flex: none;
    width: 44px;
    height: 44px;
  }
  h1,
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: var(--text-title);
    line-height: 1.25;
  }
  h2 {
    margin: 0 0 var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  h3 {
    font-size: var(--text);
  }
  .soft {
    color: var(--ink-soft);
  }
  .sum {
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
    font-weight: 600;
  }
  .sum.ok,
  .ok .badge {
    background: var(--good-soft);
    color: var(--good-soft-ink);
  }
  .sum.warn,
  .warn .badge {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .sum.failed,
  .failed .badge {
    background: var(--live-soft);
    color: var(--live-soft-ink);
  }
  ul {
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 104px 1fr;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
  }
  li + li {
    border-top: 1px solid var(--line);
  }
  li p {
    font-size: var(--text-small);
  }
  li p:empty {
    display: none;
  }
  .badge {
    justify-self: start;
    align-self: start;
    padding: 2px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 600;
  }
  .running .badge {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3);
  }
  footer p {
    flex: 1 1 220px;
    font-size: var(--text-small);
  }
  textarea {
    font: 400 var(--text-small) / var(--leading) var(--font-mono);
  }
  @media (max-width: 480px) {
    li {
      grid-template-columns: 1fr;
      gap: var(--space-1);
    }
  }
`
