import { css } from 'lit'

export const consoleStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100vh;
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  alongside-sign-in,
  alongside-admin-set-up {
    flex: 1;
  }
  .door {
    margin: auto;
    color: var(--ink-soft);
  }
  .mark {
    flex: none;
    width: 28px;
    height: 28px;
  }

  .skip {
    position: absolute;
    inset-block-start: var(--space-2);
    inset-inline-start: var(--space-2);
    z-index: 3;
    text-decoration: none;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
  }

  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    min-height: 52px;
    padding: var(--space-1) var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .title {
    margin-inline-end: auto;
    font-weight: 700;
  }
  .account {
    max-width: 200px;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  #menu {
    display: none;
  }

  .body {
    display: flex;
    flex: 1;
    min-width: 0;
  }
  nav {
    display: flex;
    flex: 0 0 212px;
    flex-direction: column;
    gap: 2px;
    padding: var(--space-4) var(--space-3);
    border-inline-end: 1px solid var(--line);
    background: var(--surface-sunken);
  }
  nav a {
    display: flex;
    align-items: center;
    min-height: 40px;
    padding: 0 var(--space-3);
    border-radius: var(--radius);
    color: var(--ink);
    font-weight: 600;
    text-decoration: none;
  }
  nav a:hover {
    background: var(--surface-hover);
  }
  nav a[aria-current='page'] {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }
  @media (forced-colors: active) {
    nav a[aria-current='page'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  main {
    flex: 1;
    min-width: 0;
    max-width: 1080px;
    padding: var(--space-5) var(--space-6) 80px;
  }
  main:focus-visible {
    box-shadow: none;
  }
  .elsewhere {
    flex: none;
    width: min(440px, 100%);
    margin: auto;
    padding: var(--space-5);
  }
  .elsewhere .mark {
    width: 44px;
    height: 44px;
  }
  .elsewhere h1 {
    margin: var(--space-3) 0 var(--space-2);
    font-size: var(--text-title);
    line-height: 1.25;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  a.button {
    text-decoration: none;
  }

  @media (max-width: 839px) {
    #menu {
      display: inline-flex;
      padding: 0 var(--space-2);
    }
    .body {
      flex-direction: column;
    }
    nav {
      display: none;
      flex: none;
      padding: var(--space-2) var(--space-3);
      border: 0;
      border-bottom: 1px solid var(--line);
    }
    nav.open {
      display: flex;
    }
    main {
      padding: var(--space-4) var(--space-4) 80px;
    }
  }
  @media (max-width: 559px) {
    .account {
      position: absolute;
      clip-path: inset(50%);
    }
    header .button {
      padding: 0 var(--space-1);
    }
    header {
      gap: var(--space-1);
      padding: var(--space-1) var(--space-3);
    }
    .title {
      position: absolute;
      clip-path: inset(50%);
    }
    .mark {
      margin-inline-end: auto;
    }
  }
`
