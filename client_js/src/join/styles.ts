import { css } from 'lit'

export const guestStyles = css`
  :host {
    height: 100%;
    background: var(--surface-sunken);
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .outside {
    align-items: center;
    justify-content: center;
    padding: var(--space-4);
    overflow: auto;
  }
  .card {
    width: min(440px, 100%);
    margin: auto;
    padding: var(--space-6);
    box-sizing: border-box;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow-small);
  }
  .mark {
    width: 44px;
    height: 44px;
  }
  h1 {
    margin: var(--space-4) 0 var(--space-2);
    font-size: var(--text-title);
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  h1:focus {
    outline: none;
  }
  .card p {
    color: var(--ink-soft);
    overflow-wrap: anywhere;
  }
  form {
    display: grid;
    gap: var(--space-1);
    margin-top: var(--space-5);
  }
  label {
    font-weight: 600;
  }
  .card .field,
  .card .button {
    min-height: 44px;
  }
  .card #answer {
    min-height: 1.45em;
    font-size: var(--text-small);
  }
  .card #answer.error {
    color: var(--live-soft-ink);
  }
  form .button {
    margin-top: var(--space-3);
  }
  .ways {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    margin-top: var(--space-5);
  }
  footer {
    margin-top: var(--space-5);
    padding-top: var(--space-4);
    border-top: 1px solid var(--line);
  }

  .inside h1 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px var(--space-2);
    margin: 0;
    font-size: var(--text);
  }
  .panel-head {
    flex-wrap: wrap;
  }
  .heading {
    flex: 1 1 160px;
    min-width: 0;
  }
  .heading p {
    overflow-wrap: anywhere;
  }
  @media (max-width: 520px) {
    .heading {
      flex-basis: 100%;
    }
    .inside alongside-language {
      margin-inline-end: auto;
    }
  }
  .line {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-4);
    min-height: 44px;
    padding: 6px var(--space-4);
  }
  .frame {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
    padding: 0 var(--space-4) var(--space-4);
  }
  .frame[hidden] {
    display: none;
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
  .cover {
    position: absolute;
    inset: 0 var(--space-4) var(--space-4);
    display: flex;
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-sunken);
  }
  .words {
    display: grid;
    gap: var(--space-2);
  }
  .spinner {
    width: 28px;
    height: 28px;
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
