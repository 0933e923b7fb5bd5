import { css } from 'lit'

export const coBrowseStyles = css`
  :host {
    container-type: inline-size;
    background: var(--surface-sunken);
  }
  .title {
    flex: 1;
    min-width: 0;
  }
  .title h2 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px var(--space-2);
    white-space: nowrap;
  }
  .title p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  alongside-full-device {
    display: contents;
  }
  .tools .button {
    gap: 6px;
    padding: 0 10px;
    font-size: var(--text-small);
  }
  .tools rect {
    fill: currentColor;
  }
  @container (max-width: 720px) {
    .panel-head {
      flex-wrap: wrap;
    }
    .title,
    .tools {
      flex-basis: 100%;
    }
    .tools .button {
      flex: 1;
      padding: 0 var(--space-2);
    }
  }
  .line {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    min-height: 44px;
    padding: 6px var(--space-4);
  }
  .line + .line {
    min-height: 0;
    padding-top: 0;
  }
  .line .wide {
    flex: 1 1 300px;
    min-width: 0;
  }
  .line .soft:empty {
    display: none;
  }
  .line .soft {
    margin-inline-start: auto;
    font-size: var(--text-small);
    text-align: end;
  }

  .frame {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
    padding: 0 var(--space-4) var(--space-4);
  }
  @media (max-height: 520px) {
    .frame {
      flex: 1 0 240px;
    }
  }
  .stage {
    display: grid;
    flex: 1;
    min-width: 0;
    min-height: 0;
  }
  .mirror {
    grid-area: 1 / 1;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    opacity: 0;
    visibility: hidden;
  }
  .mirror.shown {
    opacity: 1;
    visibility: inherit;
  }

  /* It stays as it is: the page is back at once when the screen ends. */
  .screen .stage {
    visibility: hidden;
  }

  .document {
    position: absolute;
    z-index: 2;
    inset: 0 var(--space-4) var(--space-4);
    background: var(--surface);
  }

  .cover {
    position: absolute;
    inset: 0 var(--space-4) var(--space-4);
    display: flex;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-sunken);
  }
  .away .mirror,
  .lost .mirror {
    filter: grayscale(1) opacity(0.35);
  }
  .away .cover,
  .lost .cover {
    border-color: transparent;
    background: transparent;
  }
  .away .empty,
  .lost .empty {
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
  }
  .words {
    display: grid;
    gap: var(--space-2);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-2);
  }
  .left {
    min-height: 1.45em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .empty .button .icon-image {
    width: 20px;
    height: 20px;
    color: inherit;
    stroke-width: 2;
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
