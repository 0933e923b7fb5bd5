import { css } from '@lit/reactive-element/css-tag.js'

/** The dialog: chat log, sharing, composer. */
export const chat = css`
  .dialog {
    display: flex;
    flex-direction: column;
    width: 100%;
    height: 560px;
    min-height: 0;
    flex: 0 1 auto;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow-large);
    animation: arrive var(--slow) ease-out;
  }

  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-block: var(--space-3);
    padding-inline: var(--space-4) var(--space-2);
    border-bottom: 1px solid var(--line);
  }
  .heading {
    flex: 1;
    min-width: 0;
  }
  .heading h2 {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .heading p {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .status {
    padding: var(--space-2) var(--space-4);
    background: var(--surface-sunken);
    color: var(--ink-soft);
    font-size: var(--text-small);
  }

  .log {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--space-3);
    min-height: 72px;
    padding: var(--space-4);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .log:focus-visible {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .log > :first-child {
    margin-top: auto;
  }
  .welcome {
    margin: auto 0;
    color: var(--ink-soft);
    text-align: center;
    text-wrap: balance;
  }
  .welcome-title {
    margin-bottom: var(--space-2);
    color: var(--ink);
    font: 700 var(--text-title) / 1.2 var(--font);
  }
  .talk {
    min-height: 28px;
  }
  .event {
    color: var(--ink-soft);
    font-size: var(--text-small);
    text-align: center;
  }
  .message {
    align-self: flex-start;
    max-width: 85%;
  }
  .message.mine {
    align-self: flex-end;
  }
  .meta {
    margin-bottom: 2px;
    padding: 0 var(--space-1);
    color: var(--ink-soft);
    font-size: 12px;
  }
  .mine .meta {
    text-align: end;
  }
  .text {
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    border-start-start-radius: var(--space-1);
    background: var(--surface-hover);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .mine .text {
    border-start-start-radius: var(--radius);
    border-start-end-radius: var(--space-1);
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
  }

  .share {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .share.waiting {
    background: var(--surface-sunken);
  }
  .button.wide {
    width: 100%;
  }
  .code {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-3);
  }
  .code dt {
    font-weight: 600;
  }
  .code dd {
    font: 700 var(--text-title) / 1.2 var(--font-mono);
    letter-spacing: 0.04em;
    user-select: all;
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .composer .field {
    field-sizing: content;
    min-height: 40px;
    max-height: 120px;
    resize: none;
  }
  .composer .button {
    flex: none;
    width: 40px;
    min-height: 40px;
  }

  @media (max-width: 480px) {
    .corner.open {
      inset: auto 0 0 0;
      width: 100%;
      max-width: none;
      max-height: calc(100vh - var(--bars, 0px));
      max-height: calc(100dvh - var(--bars, 0px));
      gap: 0;
    }
    .corner.open .launcher-row {
      display: none;
    }
    .corner.open .notice {
      border-radius: 0;
    }
    .corner.open .dialog {
      height: 85vh;
      height: 85dvh;
      border-width: 1px 0 0;
      border-radius: var(--radius-large) var(--radius-large) 0 0;
    }
  }
  /* Little height, as at 400 % zoom: the window scrolls as a whole. */
  @media (max-height: 520px) {
    .corner.open .launcher-row {
      display: none;
    }
    .dialog {
      overflow-y: auto;
      scroll-padding-top: 64px; /* the head */
    }
    .dialog > * {
      flex: none;
    }
    .head {
      position: sticky;
      top: 0;
      background: var(--surface);
    }
    .log {
      overflow: visible;
    }
  }
  @media (max-height: 300px) {
    .dialog {
      scroll-padding-top: 0;
    }
    .head {
      position: static;
    }
  }
`
