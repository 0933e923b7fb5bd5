import { css } from 'lit'

export const consoleStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  alongside-sign-in {
    flex: 1;
  }
  .door {
    margin: auto;
    color: var(--ink-soft);
  }

  header {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--space-3);
    min-height: 52px;
    padding: 0 var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .mark {
    flex: none;
    width: 28px;
    height: 28px;
  }
  h1 {
    margin: 0;
    font-size: var(--text);
    font-weight: 700;
  }
  .connection {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    margin-inline-end: auto;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .connection .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--line-strong);
  }
  .connection.open .dot {
    background: var(--good);
  }
  .connection.retrying {
    padding: 2px var(--space-3);
    border-radius: var(--radius-round);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
    font-weight: 600;
  }
  .connection.retrying .dot {
    background: currentColor;
  }
  .connection.stopped .dot {
    background: var(--live);
  }
  @media (max-width: 479px) {
    h1 {
      position: absolute;
      clip-path: inset(50%);
    }
    header .button {
      padding: 0 var(--space-1);
    }
  }
  .account {
    overflow: hidden;
    color: inherit;
    font-weight: 600;
    text-decoration-color: var(--line-strong);
    text-underline-offset: 3px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .banner {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: var(--space-2) var(--space-4);
    margin: 0;
    padding: var(--space-2) var(--space-4);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
    font-size: var(--text-small);
    text-align: center;
  }

  nav {
    display: none;
  }

  main {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(240px, 300px) minmax(0, 1fr) minmax(280px, 360px);
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  main.alone {
    grid-template-columns: minmax(0, 1fr);
  }
  alongside-chat,
  alongside-inbox {
    background: var(--surface);
  }
  alongside-inbox {
    border-inline-end: 1px solid var(--line);
  }
  alongside-chat {
    border-inline-start: 1px solid var(--line);
  }

  /* Little height, as at 200 % zoom: the console scrolls as a whole. */
  @media (max-height: 520px) {
    :host {
      height: auto;
      min-height: 100%;
    }
    main {
      flex: 1 0 auto;
      grid-template-rows: minmax(400px, auto);
    }
    main.alone {
      grid-template-rows: minmax(320px, auto);
    }
  }

  /* The page needs the room most. */
  @media (max-width: 1199px) {
    main {
      grid-template-columns: 264px minmax(0, 1fr) 336px;
    }
  }
  @media (max-width: 959px) {
    nav {
      display: flex;
      flex: none;
      gap: var(--space-1);
      padding: var(--space-2);
      border-bottom: 1px solid var(--line);
    }
    nav button {
      appearance: none;
      flex: 1;
      min-height: 40px;
      padding: 0 var(--space-2);
      border: 0;
      border-radius: var(--radius);
      background: transparent;
      color: var(--ink-soft);
      font: 600 var(--text) / 1.2 var(--font);
      cursor: pointer;
    }
    nav button:hover {
      background: var(--surface-hover);
    }
    nav button[aria-current='true'] {
      background: var(--accent-soft);
      color: var(--accent-soft-ink);
    }
    .news {
      padding: 0 6px;
      border-radius: var(--radius-round);
      background: var(--accent);
      color: var(--accent-ink);
      font-size: 12px;
      line-height: 18px;
    }

    /* All keep their place, so that the mirror keeps its size while another panel shows. */
    main {
      grid-template-columns: minmax(0, 1fr);
    }
    main > * {
      grid-area: 1 / 1;
      border: 0;
      visibility: hidden;
    }
    .show-inbox alongside-inbox,
    .show-co_browse alongside-co-browse,
    .show-chat alongside-chat {
      visibility: visible;
    }
  }
`
