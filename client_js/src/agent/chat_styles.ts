import { css } from 'lit'

export const chatStyles = css`
  .avatar {
    position: relative;
  }
  .presence {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    width: 12px;
    height: 12px;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--line-strong);
  }
  .presence.here {
    background: var(--good);
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  .who h2,
  .who p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .log-frame {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
  }
  .log {
    flex: 1;
    min-height: 0;
    padding: var(--space-4);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .log:focus-visible {
    outline-offset: -2px;
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .latest {
    position: absolute;
    inset-block-end: var(--space-3);
    inset-inline: 0;
    width: max-content;
    margin-inline: auto;
    border-radius: var(--radius-round);
    font-size: var(--text-small);
    box-shadow: var(--shadow-small);
  }

  @media (max-height: 520px) {
    .log-frame {
      flex-basis: 180px;
      flex-shrink: 0;
      height: 180px;
    }
  }

  .said {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-top: var(--space-1);
  }
  .said.first {
    margin-top: var(--space-3);
  }
  .said.ours {
    align-items: flex-end;
  }
  .bubble {
    max-width: 85%;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-large);
    background: var(--surface-hover);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .ours .bubble {
    background: var(--accent);
    color: var(--accent-ink);
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
    .presence.here {
      background: Highlight;
    }
  }
  .bubble a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .bubble a:hover {
    text-decoration-thickness: 2px;
  }
  .bubble a:focus-visible {
    border-radius: 2px;
  }
  .below {
    display: flex;
    align-items: baseline;
  }
  .mark {
    margin-inline: var(--space-1);
  }
  time {
    margin: 2px var(--space-1) 0;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: center;
    gap: 0 var(--space-1);
    margin: var(--space-3) 0;
    color: var(--ink-soft);
    font-size: var(--text-small);
    text-align: center;
  }
  .notice + .notice {
    margin-top: calc(-1 * var(--space-2));
  }
  .notice.good span {
    color: var(--good);
  }
  .notice.bad span {
    color: var(--live);
  }

  .talk {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    min-height: 28px;
    padding: 0 var(--space-4);
    font-size: 12px;
  }
  .typing {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .save {
    flex: none;
    min-height: 24px;
    margin: 0;
    padding: 0 var(--space-1);
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: inherit;
    font: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .save:hover {
    color: var(--ink);
  }

  .composer {
    flex: none;
    padding: var(--space-3) var(--space-4) var(--space-4);
    border-top: 1px solid var(--line);
  }
  .composer-row {
    display: flex;
    align-items: flex-end;
    gap: var(--space-2);
  }
  .composer .error:not(:empty) {
    margin-bottom: var(--space-2);
  }
  textarea.field {
    flex: 1;
    min-width: 0;
    min-height: 40px;
    max-height: 140px;
    field-sizing: content;
    resize: none;
  }
  .composer .button {
    width: 40px;
    min-height: 40px;
  }
  .over {
    flex: none;
    padding: var(--space-4);
    border-top: 1px solid var(--line);
    text-align: center;
  }
`
