/** The look of the pickers, to be put behind that of the pane. */
export const pickerCss = `
  .alongside-picker {
    position: fixed;
    inset: auto;
    display: flex;
    box-sizing: border-box;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    color: var(--ink);
    box-shadow: var(--shadow-large);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  .alongside-picker .list {
    flex: 1;
    box-sizing: border-box;
    min-width: 0;
    padding: var(--space-1);
    overflow: auto;
    outline: 0;
    scrollbar-width: thin;
  }
  .alongside-picker .list:focus-visible {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .alongside-picker .heading {
    padding: var(--space-2) var(--space-3) var(--space-1);
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 600;
  }
  .alongside-picker .option {
    position: relative;
    min-height: 32px;
    box-sizing: border-box;
    padding: 5px var(--space-4) 5px 30px;
    border-radius: var(--radius-small);
    overflow-wrap: anywhere;
    cursor: default;
  }
  .alongside-picker .option.active {
    background: var(--surface-hover);
    box-shadow: inset 0 0 0 1px var(--line-strong);
  }
  .alongside-picker .option[aria-selected='true'] {
    background: var(--accent-soft);
    color: var(--accent-soft-ink);
    font-weight: 600;
  }
  .alongside-picker .option[aria-selected='true']::before {
    content: '';
    position: absolute;
    inset: 9px auto auto 11px;
    width: 6px;
    height: 10px;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
  }
  .alongside-picker .option[aria-disabled='true'] {
    color: var(--ink-soft);
    opacity: 0.7;
  }
  .alongside-picker .value {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
  }
  .alongside-picker label {
    display: grid;
    gap: var(--space-1);
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 600;
  }
  .alongside-picker input {
    box-sizing: border-box;
    min-width: 220px;
    min-height: var(--target);
    padding: var(--space-1) var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  .alongside-picker input[type='color'] {
    padding: var(--space-1);
  }
  .alongside-picker .buttons {
    display: flex;
    justify-content: flex-end;
    gap: var(--space-2);
  }
  .alongside-picker button {
    min-height: 32px;
    padding: 0 var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    color: var(--ink);
    font: 600 var(--text-small) / 1.2 var(--font);
    cursor: pointer;
  }
  .alongside-picker button:hover {
    background: var(--surface-hover);
  }
  .alongside-picker button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-ink);
  }
  .alongside-picker button.primary:hover {
    background: var(--accent-hover);
  }
  .alongside-picker :is(button, input):focus-visible {
    outline: 2px solid transparent;
    box-shadow: var(--focus-ring);
  }
  @media (forced-colors: active) {
    .alongside-picker .option.active {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
