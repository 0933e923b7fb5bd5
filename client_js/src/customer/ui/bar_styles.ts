import { css } from '@lit/reactive-element/css-tag.js'

/** The bars and the frame while something may flow, and what hangs below the bars. */
export const barStyles = css`
  .frame {
    position: fixed;
    inset: 0;
    border: 3px solid var(--live);
    pointer-events: none;
  }
  .frame.control {
    border: 4px double var(--control);
  }
  .frame.pending,
  .frame.paused {
    border-style: dashed;
  }
  .frame.paused {
    border-color: var(--line-strong);
  }
  .top {
    position: fixed;
    z-index: 1; /* above the chat */
    inset: var(--space-2) 0 auto;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    gap: var(--space-2);
    pointer-events: none;
  }
  .top[data-low] {
    inset-block: auto var(--space-2) !important;
  }
  .bars {
    position: relative;
    z-index: 1; /* what folds out of them lies above what hangs below them */
    max-width: calc(100vw - 2 * var(--space-4));
    border: 1px solid var(--line);
    border-radius: 25px;
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    pointer-events: auto;
    animation: arrive var(--slow) ease-out;
  }
  .bars.control {
    border-color: var(--control);
  }
  .offer-place {
    display: contents;
  }
  .bar {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding-block: 6px;
    padding-inline: var(--space-4) 6px;
  }
  .bar .button {
    flex: none;
    padding: 0 var(--space-3);
    border-radius: var(--radius-round);
  }
  .bar.offer {
    padding-inline-start: var(--space-5);
  }
  .bar-text {
    display: grid;
    flex: 1;
    min-width: 0;
    margin-inline-end: var(--space-2);
    line-height: 1.25;
  }
  .bar-status,
  .bar-control {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar-control {
    color: var(--control);
  }
  .bar-note {
    overflow: hidden;
    color: var(--ink-soft);
    font-size: var(--text-small);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar-tools {
    display: flex;
    gap: 2px;
  }
  .bar .tool {
    position: relative;
    width: var(--target);
    padding: 0;
  }
  .tool span {
    position: absolute;
    overflow: hidden;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
  }
  .tool[aria-pressed='true'],
  .tool[aria-expanded='true'] {
    color: var(--accent);
  }
  .count {
    position: absolute;
    inset-block: -4px auto;
    inset-inline: auto -4px;
    min-width: 18px;
    padding: 0 4px;
    border-radius: var(--radius-round);
    background: var(--control);
    color: var(--control-ink);
    font: 700 12px/18px var(--font);
  }
  .people {
    position: relative;
  }
  .people summary {
    list-style: none;
  }
  .people .count {
    background: var(--ink-soft);
    color: var(--surface);
  }
  .people-list {
    position: absolute;
    z-index: 1;
    inset-block-start: calc(100% + var(--space-2));
    inset-inline-start: 0;
    width: max-content;
    max-width: min(320px, 80vw);
    margin: 0;
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
  }
  .people-list ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .people-list > .button {
    margin-block: var(--space-2);
  }
  .invitation {
    display: grid;
    gap: var(--space-2);
    width: 288px;
    max-width: 100%;
  }
  .invitation .ways {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .people-list .hint {
    max-width: 288px;
    margin: 0;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .people-list .hint:empty {
    display: none;
  }
  .people-list li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-height: var(--target);
  }
  .people-list small {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .button.take,
  .button.control {
    border-color: transparent;
    background: var(--control);
    color: var(--control-ink);
  }
  .button.take:hover,
  .button.control:hover {
    background: var(--control-hover);
  }
  .bar .more {
    display: none;
    width: var(--target);
    padding: 0;
  }
  .dot {
    flex: none;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--live);
    animation: pulse 2s ease-in-out infinite;
  }
  .control .dot {
    background: var(--control);
  }
  .pending .dot,
  .paused .dot {
    border: 2px solid var(--line-strong);
    background: transparent;
    animation: none;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }

  .question,
  .changes {
    width: 420px;
    max-width: calc(100vw - 2 * var(--space-4));
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    pointer-events: auto;
    animation: arrive var(--slow) ease-out;
  }
  .question {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-4);
    border-inline-start: 6px solid var(--control);
    overflow-wrap: anywhere;
  }
  .question-answers {
    display: flex;
    justify-content: flex-end;
    gap: var(--space-2);
  }
  .changes {
    display: flex;
    flex-direction: column;
    max-height: calc(100vh - 96px);
    padding-bottom: var(--space-3);
  }
  .changes h2 {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .change-list {
    overflow-y: auto;
    list-style: none;
  }
  .change-list li {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 0 var(--space-3);
    padding: var(--space-2) var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .change-list .button,
  .change-list .hint {
    grid-area: 1 / 2 / span 2;
  }
  .change-label {
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .change-label,
  .change-values {
    overflow-wrap: anywhere;
  }
  .changes > .button {
    width: auto;
    margin: var(--space-3) var(--space-4) 0;
  }

  @media (max-width: 760px) {
    .bar .more {
      display: inline-flex;
    }
    .bar-tools:not(.shown) {
      display: none;
    }
    .bar-tools.shown {
      position: absolute;
      inset-block: calc(100% + 4px) auto;
      inset-inline: auto var(--space-1);
      flex-direction: column;
      padding: var(--space-1);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface-raised);
      box-shadow: var(--shadow-large);
    }
    .bar .bar-tools .tool {
      justify-content: flex-start;
      width: 100%;
      padding: 0 var(--space-3);
      border-radius: var(--radius-small);
    }
    .bar-tools .tool span {
      position: static;
      width: auto;
      height: auto;
      clip-path: none;
    }
    .bar-tools .count {
      position: static;
    }
    .people-list {
      position: static;
      max-width: calc(100vw - 40px);
      box-sizing: border-box;
      border: 0;
      box-shadow: none;
    }
  }
  @media (max-width: 480px) {
    .top {
      inset: 0 0 auto;
    }
    .bars {
      width: 100%;
      max-width: none;
      border-width: 0 0 1px;
      border-radius: 0;
    }
    .bar {
      gap: var(--space-1);
      padding-block: 2px;
      padding-inline: var(--space-2) 4px;
    }
    .bar-text {
      margin: 0;
      font-size: var(--text-small);
    }
    .bar-note.usual {
      display: none;
    }
    /* Who uses the page, and that it is paused, must be read: these have a line of their own. */
    .bar.control,
    .bar.paused {
      flex-wrap: wrap;
      justify-content: flex-end;
    }
    .bar.control .bar-text,
    .bar.paused .bar-text {
      flex: 1 0 calc(100% - 30px);
    }
    .bar .button {
      min-height: 32px;
      padding: 0 var(--space-2);
      font-size: var(--text-small);
    }
    .bar > .button > .icon-image:not(:only-child) {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .dot,
    .count {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .frame {
      border-color: Highlight;
      forced-color-adjust: none;
    }
  }
`
