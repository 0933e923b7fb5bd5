/** The look of what is drawn over a page; both sides have the same. */
export const LAYER_CSS = `
  :host {
    all: initial;
    visibility: inherit;
    position: fixed;
    inset: 0;
    overflow: clip;
    contain: strict;
    direction: ltr;
    pointer-events: none;
    user-select: none;
  }
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: hidden;
  }
  svg svg {
    position: static;
  }
  path {
    fill: var(--colour);
    stroke: #fff;
    stroke-width: 2px;
    stroke-linejoin: round;
    paint-order: stroke;
  }
  .trail path {
    stroke-width: 1.5px;
  }
  .figure {
    position: absolute;
    inset: 0 auto auto 0;
    width: 0;
    height: 0;
    will-change: transform;
  }
  .figure svg {
    inset: -2px auto auto -2px;
    width: 24px;
    height: 28px;
    overflow: visible;
    filter: drop-shadow(0 1px 2px rgb(0 0 0 / 45%));
  }
  .dot {
    position: absolute;
    inset: -7px auto auto -7px;
    width: 10px;
    height: 10px;
    border: 2px solid #fff;
    border-radius: 50%;
    background: var(--colour);
    box-shadow: 0 0 0 1px rgb(0 0 0 / 35%), 0 0 12px 5px color-mix(in srgb, var(--colour) 55%, transparent);
  }
  .figure:not(.laser) .dot,
  .laser svg,
  [hidden] {
    display: none;
  }
  .name {
    position: absolute;
    inset: 22px auto auto 14px;
    max-width: 160px;
    padding: 1px 8px 2px;
    border: 1px solid #fff;
    border-radius: 10px;
    background: var(--colour);
    box-shadow: 0 1px 3px rgb(0 0 0 / 35%);
    color: #fff;
    font: 600 12px / 1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name:empty {
    display: none;
  }
  .left .name {
    inset-inline: auto 6px;
  }
  .above .name {
    inset-block: auto 8px;
  }
  .outside {
    opacity: 0.6;
  }
  .ring {
    position: absolute;
    inset: -20px auto auto -20px;
    width: 36px;
    height: 36px;
    border: 2px solid #fff;
    border-radius: 50%;
    outline: 1px solid rgb(0 0 0 / 35%);
    background: rgb(220 38 38 / 20%);
    box-shadow: inset 0 0 0 3px #dc2626;
    animation: ring 700ms ease-out both;
  }
  @keyframes ring {
    from {
      scale: 0.3;
    }
    60% {
      scale: 1;
      opacity: 1;
    }
    to {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .name,
    .dot,
    .ring,
    path {
      forced-color-adjust: none;
    }
  }
`

let sheet: CSSStyleSheet | null = null

export function layerSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(LAYER_CSS)
  }
  return sheet
}
