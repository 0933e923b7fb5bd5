import { css } from 'lit'

export const analyticsStyles = css`
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: var(--space-3);
    align-items: end;
    margin-bottom: var(--space-4);
  }
  .filters .field {
    width: 100%;
    min-width: 0;
    height: 40px;
  }
  .filters .wrong {
    grid-column: 1 / -1;
    color: var(--live-soft-ink);
    font-size: var(--text-small);
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-1) var(--space-4);
    margin-bottom: var(--space-1);
  }
  .title h2 {
    margin: 0;
  }
  .files {
    display: flex;
    gap: var(--space-3);
    font-size: var(--text-small);
  }
  .files a {
    padding: var(--space-1) 0;
  }
  .answer {
    max-width: 70ch;
    text-wrap: pretty;
  }
  table.figures {
    width: 100%;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  .figures th,
  .figures td {
    padding: var(--space-1) var(--space-2);
    border-bottom: 1px solid var(--line);
    text-align: end;
    vertical-align: middle;
  }
  .figures tr:last-child > * {
    border-bottom: 0;
  }
  .figures thead th {
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 600;
    vertical-align: bottom;
  }
  .figures tbody th {
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .figures th:first-child {
    padding-inline-start: 0;
    text-align: start;
  }
  .figures tr > :last-child {
    padding-inline-end: 0;
  }
  .figures .strong > * {
    font-weight: 600;
  }
  .card,
  .scroll {
    position: relative;
  }
  .scroll {
    max-height: 320px;
    overflow: auto;
  }
  .scroll thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--surface-raised);
  }

  .figures td.bar {
    width: 45%;
    min-width: 64px;
  }
  .bar,
  .ways {
    text-align: start;
  }
  .fill {
    display: block;
    width: var(--part);
    min-width: 2px;
    height: 18px;
    border-radius: 3px;
    background: var(--accent);
    forced-color-adjust: none;
  }
  .fill.nothing {
    min-width: 0;
  }
  .fill.other {
    background: var(--line-strong);
  }
  .fill.bad {
    background: var(--live);
  }
  .fill.pale {
    background: color-mix(in srgb, var(--accent) 35%, var(--surface));
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    margin: 0;
    padding: 0;
    font-size: var(--text-small);
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: var(--space-2);
  }
  .legend .fill {
    width: 14px;
    height: 14px;
  }
  details summary {
    width: fit-content;
    padding: var(--space-1) 0;
    color: var(--accent-soft-ink);
    font-size: var(--text-small);
    cursor: pointer;
  }
  h3 {
    font-size: var(--text);
  }
  .waiting {
    opacity: 0.6;
  }

  @media (forced-colors: active) {
    .fill {
      background: Highlight;
    }
    .fill.other {
      background: GrayText;
    }
    .fill.bad {
      background: CanvasText;
    }
    .fill.pale {
      background: ButtonFace;
      outline: 1px solid CanvasText;
      outline-offset: -1px;
    }
  }
  @media (max-width: 479px) {
    .figures td.bar {
      display: none;
    }
    .figures .wide {
      display: none;
    }
  }
`
