import { css } from 'lit'

export const tableStyles = css`
  :host {
    display: block;
  }
  .search {
    position: relative;
    max-width: 420px;
    margin-bottom: var(--space-3);
    color: var(--ink-soft);
  }
  .search .icon-image {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 10px;
    pointer-events: none;
  }
  .search .field {
    padding-inline-start: 38px;
  }

  /* In cells. */
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  table {
    position: relative;
    width: 100%;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    border-spacing: 0;
    background: var(--surface-raised);
    overflow: hidden;
  }
  th,
  td {
    padding: var(--space-2) var(--space-3);
    border-bottom: 1px solid var(--line);
    text-align: start;
    vertical-align: middle;
    overflow-wrap: anywhere;
  }
  thead th,
  thead td {
    background: var(--surface-sunken);
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 600;
    white-space: nowrap;
  }
  .number {
    white-space: nowrap;
  }
  tbody tr:last-child td {
    border-bottom: 0;
  }
  tbody tr:hover td {
    background: var(--surface-sunken);
  }

  /* A short id in one piece. */
  td button code {
    white-space: nowrap;
  }

  /* The roles stay with the elements, whatever they are shown as. */
  @media (max-width: 719px) {
    table,
    tbody,
    tbody tr,
    tbody td {
      display: block;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody tr {
      padding: var(--space-2) 0;
      border-bottom: 1px solid var(--line);
    }
    tbody tr:last-child {
      border-bottom: 0;
    }
    tbody td {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
      padding: var(--space-1) var(--space-3);
      border: 0;
    }
    tbody td::before {
      flex: 0 0 96px;
      color: var(--ink-soft);
      content: attr(data-heading);
      font-size: var(--text-small);
    }
    tbody td[data-heading='']::before {
      content: none;
    }
  }
`
