import { css } from 'lit'

/** Adopt after the console's: there are two panels, or one. */
export const embeddedStyles = css`
  header {
    min-height: 36px;
    font-size: var(--text-small);
  }
  @media (max-width: 479px) {
    .account {
      position: static;
      clip-path: none;
    }
  }
  main.pane {
    grid-template-columns: minmax(0, 1fr) minmax(280px, 360px);
  }
  main.card {
    grid-template-columns: minmax(0, 1fr);
    overflow: auto;
  }
  main.card > * {
    grid-area: 1 / 1;
    visibility: visible;
  }
  .card .error {
    max-width: 100%;
  }
  .card a {
    text-decoration: none;
  }
  @media (max-width: 959px) {
    main.pane {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
