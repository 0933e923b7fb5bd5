import { css } from '@lit/reactive-element/css-tag.js'

/**
 * Design tokens of every user interface of ours, as custom properties: adopt this sheet first.
 *
 * They are set on `:host`, on `:root` and on `.alongside-tokens`. In the customer's page the
 * wrapper inside the closed root carries that class, because the page's own rules could redefine
 * a custom property of the host element but nothing inside.
 *
 * Text colours reach a contrast of 4.5:1 on every surface they are meant for, borders of controls
 * and the focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const tokens = css`
  :host,
  :root,
  .alongside-tokens {
    color-scheme: light dark;
    word-break: auto-phrase; /* Japanese is not parted within a word */

    --surface: #ffffff;
    --surface-raised: #ffffff;
    --surface-sunken: #f4f5f8;
    --surface-hover: #eceef3;
    --ink: #171a23;
    --ink-soft: #555c6e;
    --line: #dfe2ea;
    --line-strong: #7d8597;
    --accent: #3b4cca;
    --accent-hover: #2f3da8;
    --accent-ink: #ffffff;
    --accent-soft: #eceefc;
    --accent-soft-ink: #2f3da8;
    --live: #b4232c;
    --live-hover: #931b23;
    --live-ink: #ffffff;
    --live-soft: #fdecec;
    --live-soft-ink: #8f1820;
    --control: #8a4b00;
    --control-hover: #6d3a00;
    --control-ink: #ffffff;
    --control-soft: #ffefd9;
    --control-soft-ink: #6d3a00;
    --good: #17703f;
    --good-soft: #e4f5eb;
    --good-soft-ink: #10552f;
    --warn-soft: #fdf3dc;
    --warn-soft-ink: #6d4a00;
    --focus: #1b62d6;
    --shade: rgb(16 20 34 / 55%);
    --shadow-small: 0 1px 2px rgb(16 20 34 / 12%), 0 2px 6px rgb(16 20 34 / 10%);
    --shadow-large: 0 2px 6px rgb(16 20 34 / 12%), 0 16px 40px rgb(16 20 34 / 22%);

    --space-1: 4px;
    --space-2: 8px;
    --space-3: 12px;
    --space-4: 16px;
    --space-5: 24px;
    --space-6: 32px;

    --radius-small: 6px;
    --radius: 10px;
    --radius-large: 16px;
    --radius-round: 999px;

    --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
    --font-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', Menlo, monospace;
    --text-small: 13px;
    --text: 15px;
    --text-large: 18px;
    --text-title: 22px;
    --leading: 1.45;

    --target: 36px;
    --focus-ring: 0 0 0 2px var(--surface), 0 0 0 4px var(--focus);
    --quick: 120ms;
    --slow: 220ms;
  }

  @media (prefers-color-scheme: dark) {
    :host,
    :root,
    .alongside-tokens {
      --surface: #171a23;
      --surface-raised: #1f2330;
      --surface-sunken: #11131a;
      --surface-hover: #2a2f3f;
      --ink: #f0f2f7;
      --ink-soft: #a9b1c3;
      --line: #323849;
      --line-strong: #7a839a;
      --accent: #8b98ff;
      --accent-hover: #a5afff;
      --accent-ink: #10132a;
      --accent-soft: #272d4d;
      --accent-soft-ink: #c3caff;
      --live: #ff8087;
      --live-hover: #ff9a9f;
      --live-ink: #2a0507;
      --live-soft: #451a1e;
      --live-soft-ink: #ffc4c7;
      --control: #ffb45c;
      --control-hover: #ffc685;
      --control-ink: #2b1700;
      --control-soft: #46300f;
      --control-soft-ink: #ffdcab;
      --good: #63d197;
      --good-soft: #15382a;
      --good-soft-ink: #a9ecc6;
      --warn-soft: #3d300f;
      --warn-soft-ink: #f6d896;
      --focus: #8fb8ff;
      --shade: rgb(0 0 0 / 65%);
      --shadow-small: 0 1px 2px rgb(0 0 0 / 50%), 0 2px 6px rgb(0 0 0 / 40%);
      --shadow-large: 0 2px 6px rgb(0 0 0 / 50%), 0 16px 40px rgb(0 0 0 / 60%);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :host,
    :root,
    .alongside-tokens {
      --quick: 0ms;
      --slow: 0ms;
    }
  }
`
