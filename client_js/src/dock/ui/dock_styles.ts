import { css } from 'lit'

export const dockStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .mark {
    flex: none;
    width: 28px;
    height: 28px;
  }
  h1,
  h2,
  p {
    margin: 0;
  }
  header div {
    min-width: 0;
  }
  h1 {
    font-size: var(--text);
    line-height: 1.25;
  }
  header p {
    color: var(--ink-soft);
    font-size: var(--text-small);
    line-height: 1.25;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .path {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
    margin-inline-start: auto;
    padding: 2px var(--space-2);
    border-radius: var(--radius-round);
    background: var(--good-soft);
    color: var(--good-soft-ink);
    font-size: var(--text-small);
    white-space: nowrap;
  }
  .path.fair,
  .path.poor {
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .way a {
    color: inherit;
  }
  .way {
    padding: var(--space-2) var(--space-4);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
    font-size: var(--text-small);
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--space-3);
    min-height: 0;
    padding: var(--space-4);
    overflow: auto;
  }
  /* A page of it has to be seen, whatever else goes on: beside a call the window scrolls. */
  main > alongside-document {
    flex: 1 0 360px;
  }
  main > .card {
    flex: none;
  }
  .scene {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    gap: var(--space-2);
    text-align: center;
  }
  .scene h2 {
    font-size: var(--text-title);
    line-height: 1.25;
  }
  .scene p {
    max-width: 34ch;
    color: var(--ink-soft);
  }
  .scene .button {
    margin-top: var(--space-3);
  }
  .emblem {
    display: grid;
    place-items: center;
    width: 72px;
    height: 72px;
    margin-bottom: var(--space-2);
    border-radius: 50%;
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  .emblem .icon-image {
    width: 32px;
    height: 32px;
  }
  .emblem.busy {
    animation: beat 1.6s ease-in-out infinite;
  }
  .emblem.over {
    background: var(--surface-sunken);
    color: var(--ink-soft);
  }
  @keyframes beat {
    50% {
      box-shadow: 0 0 0 10px var(--accent-soft);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .emblem.busy {
      animation: none;
    }
  }
  .with {
    font-weight: 600;
  }
  .faces {
    position: relative;
    display: grid;
    flex: 1 1 160px;
    grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
    gap: var(--space-2);
    min-height: 140px;
  }
  .own {
    position: absolute;
    top: var(--space-2);
    inset-inline-end: var(--space-2);
    width: 96px;
    aspect-ratio: 4 / 3;
    border: 2px solid var(--surface);
    border-radius: var(--radius);
    background: #000;
    object-fit: cover;
    transform: scaleX(-1);
    box-shadow: var(--shadow-small);
  }
  .card {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .card h2 {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--text);
  }
  .card p {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .card.live {
    border-color: var(--live);
  }
  .card.live h2 {
    color: var(--live);
  }
  .card.trouble {
    border-color: transparent;
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .card.trouble p {
    color: inherit;
  }
  .card .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .card .row .button {
    flex: 1 1 auto;
    padding: 0 var(--space-2);
    font-size: var(--text-small);
  }
  .preview {
    width: 100%;
    max-height: 260px;
    border-radius: var(--radius-small);
    background: #000;
    object-fit: contain;
  }
  .beside .preview {
    max-height: 110px;
  }
  .choose {
    min-height: 52px;
    white-space: normal;
  }
  footer {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .live-line {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .live-line alongside-level {
    flex: 0 1 72px;
    margin-inline-start: auto;
  }
  .live-line.on {
    color: var(--live);
    font-weight: 600;
  }
  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: currentColor;
  }
  /* As wide as their words, which are long in some languages. */
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .controls .button {
    flex: 1 1 auto;
    flex-direction: column;
    gap: 2px;
    min-width: 60px;
    min-height: 56px;
    padding: 2px 3px;
    font-size: 12px;
    letter-spacing: -0.01em;
  }
  .controls .button[aria-pressed='true'],
  .controls .button[aria-expanded='true'] {
    border-color: transparent;
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  @media (max-width: 350px) {
    .controls {
      gap: var(--space-1);
    }
    .controls .button {
      font-size: 11px;
    }
  }
  @media (max-height: 480px) {
    header {
      padding: var(--space-2) var(--space-3);
    }
    main {
      padding: var(--space-3);
    }
    .faces {
      min-height: 110px;
    }
    .own {
      width: 64px;
    }
    .beside .preview {
      max-height: 72px;
    }
    .controls .button {
      min-height: 48px;
    }
    .emblem {
      display: none;
    }
  }
`
