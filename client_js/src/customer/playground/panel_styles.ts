import { css } from '@lit/reactive-element/css-tag.js'

export const panelStyles = css`
  .panel {
    position: fixed;
    inset-block: 0;
    inset-inline-end: 0;
    z-index: 2147483647;
    display: flex;
    flex-direction: column;
    width: 50vw;
    border: 0 solid var(--line-strong);
    border-inline-start-width: 2px;
    background: var(--surface);
    box-shadow: var(--shadow-large);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  .panel.other {
    inset-inline: 0 auto;
    border-inline: 0 solid var(--line-strong);
    border-inline-end-width: 2px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
    padding: var(--space-2) var(--space-3);
    border-bottom: 1px solid var(--line);
  }
  h2 {
    margin: 0;
    font: 700 var(--text) / 1.2 var(--font);
  }
  .state {
    flex: 1;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .head .button {
    padding: 0 var(--space-3);
  }
  p {
    margin: 0;
    padding: var(--space-2) var(--space-3);
    background: var(--warn-soft);
    color: var(--warn-soft-ink);
  }
  iframe {
    flex: 1;
    min-height: 120px;
    border: 0;
  }
  .picked {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-3);
    border-top: 1px solid var(--line);
  }
  .picked label {
    font-weight: 600;
  }
  .picked .field {
    flex: 1 1 180px;
    width: auto;
    font-family: var(--font-mono);
  }
  details {
    max-height: 34%;
    padding: var(--space-2) var(--space-3);
    border-top: 1px solid var(--line);
    overflow: auto;
  }
  summary {
    font-weight: 600;
    cursor: pointer;
  }
  ul {
    margin: var(--space-2) 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    justify-content: space-between;
    gap: var(--space-3);
    padding: 2px 0;
  }
  li code {
    font: 400 var(--text-small) / 1.5 var(--font-mono);
    overflow-wrap: anywhere;
  }
  li span {
    flex: none;
    max-width: 50%;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  li.broken span {
    color: var(--live);
    font-weight: 600;
  }
  .aim {
    position: fixed;
    z-index: 2147483646;
    border: 2px solid var(--accent);
    background: rgb(59 76 202 / 18%);
    pointer-events: none;
  }
  @media (max-width: 640px) {
    .panel,
    .panel.other {
      inset: auto 0 0;
      width: auto;
      height: 66vh;
      border-width: 2px 0 0;
    }
    .side {
      display: none;
    }
    details {
      max-height: 24%;
    }
  }
`
