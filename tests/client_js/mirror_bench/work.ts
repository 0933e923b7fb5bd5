/** What happens in the customer's page while it is measured: always the same. */

const CELL = '.bench-cell'
const ROWS = '.bench-rows tbody'

function changeAttribute(step: number): void {
  const cells = document.querySelectorAll(CELL)
  cells[step % cells.length]?.setAttribute('title', `Title ${step}`)
}

function changeText(step: number): void {
  const text = textNodes()[(7 * step) % textNodes().length]
  if (text) text.data = `text ${step}`
}

function insertRows(step: number): void {
  const rows = document.createDocumentFragment()
  for (let number = 0; number < 5; number++) rows.append(row(`${step}.${number}`))
  document.querySelector(ROWS)?.append(rows)
}

function scroll(step: number): void {
  scrollTo({ top: (step + 1) * 40, behavior: 'instant' })
}

export const CHANGES = {
  attribute: changeAttribute,
  text: changeText,
  rows: insertRows,
  scroll,
}

export type Change = keyof typeof CHANGES

/** A tick every 10 ms makes as many changes as are due. */
export function stress(perSecond: number, seconds: number): Promise<number> {
  const texts = textNodes()
  const cells = [...document.querySelectorAll(CELL)]
  const rows = document.querySelector(ROWS)
  const total = perSecond * seconds
  const start = performance.now()
  let done = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, ((performance.now() - start) * perSecond) / 1000)
      for (; done < due; done++) {
        const kind = done % 10
        if (kind < 4) texts[(7 * done) % texts.length]?.replaceData(0, 1e6, `text ${done}`)
        else if (kind < 8) cells[(3 * done) % cells.length]?.setAttribute('title', `t${done}`)
        else if (kind < 9 && rows) rows.append(row(`row ${done}`))
        else rows?.lastElementChild?.remove()
      }
      if (done < total) return
      clearInterval(timer)
      resolve((performance.now() - start) / 1000)
    }, 10)
  })
}

function textNodes(): Text[] {
  return [...document.querySelectorAll(CELL)].map(({ firstChild }) => firstChild as Text)
}

function row(text: string): HTMLTableRowElement {
  const made = document.createElement('tr')
  for (const part of ['one', 'two', 'three', text]) {
    const cell = document.createElement('td')
    cell.append(part)
    made.append(cell)
  }
  return made
}
