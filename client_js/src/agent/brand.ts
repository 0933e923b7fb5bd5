import { svg } from 'lit'

/** Two windows side by side. Sized by the class `mark`. */
export const brandMark = svg`
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)"/>
    <rect x="6" y="9" width="13" height="11" rx="2.500" fill="none" stroke="var(--accent-ink)"
      stroke-width="2"/>
    <rect x="13" y="13" width="13" height="11" rx="2.500" fill="var(--accent)"
      stroke="var(--accent-ink)" stroke-width="2"/>
  </svg>
`
