import { css } from 'lit'

export const inboxStyles = css`
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
  }
  @media (max-height: 520px) {
    .scroll {
      flex: 1 0 auto;
      max-height: 400px;
    }
  }
  ul:focus-visible {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  ul {
    display: flex;
    flex-direction: column;
    min-height: 100%;
    margin: 0;
    padding: 0 var(--space-2) var(--space-2);
    list-style: none;
  }

  .group {
    display: flex;
    justify-content: space-between;
    padding: var(--space-4) var(--space-2) var(--space-2);
    color: var(--ink-soft);
    font-size: 12px;
    font-weight: 650;
  }

  .card {
    position: relative;
    border-radius: var(--radius);
  }
  .queued {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr);
    gap: 2px var(--space-3);
    margin-bottom: var(--space-2);
    padding: var(--space-3);
    border: 1px solid var(--line);
    background: var(--surface-raised);
  }
  /* Where words are long, the button has a line of its own. */
  .offer {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: var(--space-1) var(--space-2);
  }
  .offer .button {
    margin-inline-start: auto;
  }
  .queued strong {
    font-weight: 600;
  }
  .queued .avatar {
    grid-row: 1 / span 3;
    align-self: start;
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  .queued .error {
    grid-column: 1 / -1;
  }
  .small {
    min-height: 32px;
    padding: 0 var(--space-3);
    font-size: var(--text-small);
  }

  .choose {
    appearance: none;
    display: flex;
    gap: var(--space-3);
    width: 100%;
    margin: 0;
    padding: var(--space-3);
    border: 0;
    border-radius: var(--radius);
    background: transparent;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .choose:hover {
    background: var(--surface-hover);
  }
  .selected .choose {
    background: var(--accent-soft);
  }
  .selected .soft {
    color: var(--ink);
  }
  .selected .avatar {
    background: var(--accent);
    color: var(--accent-ink);
  }

  @media (forced-colors: active) {
    .count,
    .badge {
      border: 1px solid CanvasText;
    }
  }

  .selected .badge.accent {
    background: var(--surface);
  }

  .about {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    min-width: 0;
    min-height: 20px;
  }
  .row strong {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .clip {
    overflow: hidden;
    min-width: 0;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .unread .row strong,
  .unread .clip {
    color: var(--ink);
    font-weight: 700;
  }
  .unread .site {
    color: var(--ink-soft);
    font-weight: 400;
  }
  .time {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .count {
    flex: none;
    min-width: 20px;
    padding: 0 6px;
    border-radius: var(--radius-round);
    background: var(--accent);
    color: var(--accent-ink);
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }
  .badges {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
    min-width: 0;
    min-height: 20px;
  }
  .dismiss {
    position: absolute;
    inset-block-end: var(--space-1);
    inset-inline-end: var(--space-1);
  }
  .dismiss .icon-image {
    width: 16px;
    height: 16px;
  }

  .search {
    position: relative;
    flex: none;
    padding: var(--space-3) var(--space-4) var(--space-1);
  }
  .search .icon-image {
    position: absolute;
    inset-block-start: calc(var(--space-3) + 9px);
    inset-inline-start: calc(var(--space-4) + 10px);
    width: 18px;
    height: 18px;
    color: var(--ink-soft);
    pointer-events: none;
  }
  .search .field {
    padding-inline: 36px;
    text-overflow: ellipsis;
  }
  .search .field::-webkit-search-cancel-button {
    display: none;
  }
  .search .clear {
    position: absolute;
    inset-block-start: calc(var(--space-3) + 4px);
    inset-inline-end: calc(var(--space-4) + 4px);
    width: 28px;
    min-height: 28px;
  }
  .search .clear .icon-image {
    position: static;
    width: 16px;
    height: 16px;
  }
  .others .avatar {
    background: var(--surface-hover);
    color: var(--ink-soft);
  }
  .inactive .avatar {
    background: var(--surface-hover);
    color: var(--ink-soft);
  }
`

export const joinStyles = css`
  .join {
    flex: none;
    padding: var(--space-3) var(--space-4) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .join h3 {
    margin: 0 0 var(--space-2);
    font-size: var(--text-small);
    font-weight: 650;
  }
  .join-row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .join .field {
    flex: 1 1 8.5em; /* a session ID */
    min-width: 0;
    font-family: var(--font-mono);
    letter-spacing: 0.05em;
    text-transform: uppercase;
  }
  .join p {
    min-height: 2.9em;
    margin-top: var(--space-2);
  }
`
