// The demo shop: a basket in this browser, and nothing behind it.

const PRODUCTS = [
  { id: 'pour-over', kind: 'coffee', name: 'Pour-over set', price: 4800, art: 'dripper', tint: '#f3e3d6', colours: ['Clay', 'Chalk', 'Ink'], size: 'Cone 12 cm, jug 600 ml.', text: 'A cone with one large hole and a jug with a lip that never drips. For two cups, or one long one.' },
  { id: 'cup', kind: 'table', name: 'Morning cup', price: 1900, art: 'cup', tint: '#e8ebe1', colours: ['Moss', 'Chalk', 'Clay'], size: 'Holds 240 ml to the rim.', text: 'Thin at the lip, heavy at the foot. It keeps warm for exactly one chapter.' },
  { id: 'kettle', kind: 'coffee', name: 'Slow kettle', price: 8900, art: 'kettle', tint: '#e3e6ea', colours: ['Steel', 'Black'], size: '0.9 l, for gas and induction.', text: 'A long neck and a lid that stays on. It sings, but softly.' },
  { id: 'lamp', kind: 'light', name: 'Corner lamp', price: 12900, art: 'lamp', tint: '#f6ecd2', colours: ['Brass', 'Black'], size: 'Height 38 cm, warm light, 400 lm.', text: 'One knob, one warm circle of light. Dims until you can hardly read any more.' },
  { id: 'bowl', kind: 'table', name: 'Breakfast bowl', price: 2600, art: 'bowl', tint: '#ece4ef', colours: ['Chalk', 'Ink'], size: 'Diameter 15 cm.', text: 'Deep enough for porridge, wide enough for soup, and it stacks.' },
  { id: 'grinder', kind: 'coffee', name: 'Hand grinder', price: 7400, art: 'grinder', tint: '#efe6da', colours: ['Walnut', 'Ash'], size: 'For 30 g of beans.', text: 'Forty turns for a cup. Takes apart with one coin and goes back together.' },
]

const KEY = 'morrow.basket'
const DELIVERY = { post: 490, bike: 750, shop: 0 }

function basket() {
  return JSON.parse(localStorage.getItem(KEY) ?? '{"pour-over":1,"cup":2}')
}

function keep(lines) {
  localStorage.setItem(KEY, JSON.stringify(lines))
  drawBasket()
}

function change(id, by) {
  const lines = basket()
  const count = Math.min(9, Math.max(0, (lines[id] ?? 0) + by))
  if (count === 0) delete lines[id]
  else lines[id] = count
  keep(lines)
}

function money(cents) {
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(cents / 100)
}

function product(id) {
  return PRODUCTS.find((one) => one.id === id)
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

function picture(one) {
  const tile = make('div', { className: 'tile' }, make('img', { src: `art/${one.art}.svg`, alt: '' }))
  tile.style.setProperty('--tint', one.tint)
  return tile
}

function toast(text) {
  const place = document.querySelector('[data-toast]')
  place.textContent = text
  clearTimeout(toast.timer)
  toast.timer = setTimeout(() => {
    place.textContent = ''
  }, 2500)
}

function add(one, count) {
  change(one.id, count)
  toast(`${one.name} is in your basket`)
}

function drawBadge(lines) {
  const badge = document.querySelector('[data-count]')
  const count = Object.values(lines).reduce((sum, one) => sum + one, 0)
  if (badge.textContent === String(count)) return
  badge.textContent = count
  badge.classList.remove('bump')
  requestAnimationFrame(() => badge.classList.add('bump'))
}

function drawSums(lines) {
  const place = document.querySelector('[data-sums]')
  if (place === null) return
  const goods = Object.entries(lines).reduce((sum, [id, n]) => sum + product(id).price * n, 0)
  const chosen = document.querySelector('[name=delivery]:checked')
  const delivery = chosen === null ? null : DELIVERY[chosen.value]
  const rows = [['Goods', money(goods)]]
  if (delivery !== null) rows.push(['Delivery', delivery === 0 ? 'free' : money(delivery)])
  rows.push(['Total', money(goods + (delivery ?? 0))])
  place.replaceChildren(
    ...rows.flatMap(([name, value], index) => {
      const className = index === rows.length - 1 ? 'total' : ''
      return [
        make('dt', { className, textContent: name }),
        make('dd', { className, textContent: value }),
      ]
    }),
  )
}

function basketItem(one, count) {
  const step = (label, by, sign) => {
    const button = make('button', { type: 'button', textContent: sign })
    button.setAttribute('aria-label', `${label} ${one.name}`)
    button.addEventListener('click', () => change(one.id, by))
    return button
  }
  return make(
    'div',
    { className: 'item' },
    picture(one),
    make(
      'div',
      {},
      make('h2', { textContent: one.name }),
      make('p', { className: 'soft', textContent: `${money(one.price)} each` }),
    ),
    make(
      'div',
      { className: 'stepper' },
      step('One less of', -1, '−'),
      make('output', { textContent: count }),
      step('One more of', 1, '+'),
    ),
    make('b', { textContent: money(one.price * count) }),
  )
}

function drawBasket() {
  const lines = basket()
  drawBadge(lines)
  drawSums(lines)
  const entries = Object.entries(lines).map(([id, count]) => [product(id), count])
  const items = document.querySelector('[data-basket]')
  if (items !== null) {
    const empty = make('p', { textContent: 'Your basket is empty. ' }, make('a', { href: './', textContent: 'Look around' }))
    items.replaceChildren(...(entries.length === 0 ? [empty] : entries.map((entry) => basketItem(...entry))))
  }
  const order = document.querySelector('[data-lines]')
  order?.replaceChildren(
    ...entries.map(([one, count]) =>
      make(
        'li',
        {},
        make('span', { textContent: `${count} × ${one.name}` }),
        make('span', { textContent: money(one.price * count) }),
      ),
    ),
  )
}

function productCard(one) {
  const link = make('a', { href: `product.html?id=${one.id}` }, picture(one), make('h3', { textContent: one.name }))
  const button = make('button', { className: 'button', type: 'button', textContent: 'Add' })
  button.setAttribute('aria-label', `Add ${one.name} to the basket`)
  button.addEventListener('click', () => add(one, 1))
  const row = make('div', { className: 'row' }, make('span', { textContent: money(one.price) }), button)
  return make('li', {}, link, row)
}

function drawProducts() {
  const grid = document.querySelector('[data-products]')
  if (grid === null) return
  const kind = new URLSearchParams(location.search).get('kind')
  const order = document.querySelector('[data-sort]').value
  const shown = PRODUCTS.filter((one) => kind === null || one.kind === kind)
  if (order !== 'new') shown.sort((a, b) => (order === 'cheap' ? a.price - b.price : b.price - a.price))
  grid.replaceChildren(...shown.map(productCard))
}

function drawProduct() {
  const place = document.querySelector('[data-picture]')
  if (place === null) return
  const one = product(new URLSearchParams(location.search).get('id')) ?? PRODUCTS[0]
  document.title = `${one.name} · Morrow`
  const fields = { name: one.name, price: money(one.price), text: one.text, size: one.size }
  for (const element of document.querySelectorAll('[data-field]')) {
    element.textContent = fields[element.dataset.field]
  }
  place.style.setProperty('--tint', one.tint)
  place.replaceChildren(make('img', { src: `art/${one.art}.svg`, alt: one.name }))
  document.querySelector('[data-colours]').replaceChildren(
    ...one.colours.map((colour, index) =>
      make('label', {}, make('input', { type: 'radio', name: 'colour', value: colour, checked: index === 0 }), colour),
    ),
  )
  document.querySelector('[data-buy]').addEventListener('submit', (event) => {
    event.preventDefault()
    add(one, Number(event.currentTarget.elements.quantity.value))
  })
}

function wireTabs() {
  const tabs = [...document.querySelectorAll('[role=tab]')]
  const select = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen))
      tab.tabIndex = tab === chosen ? 0 : -1
      document.getElementById(tab.getAttribute('aria-controls')).hidden = tab !== chosen
    }
  }
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => select(tab))
    tab.addEventListener('keydown', ({ key }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (by === undefined) return
      const next = tabs[(index + by + tabs.length) % tabs.length]
      select(next)
      next.focus()
    })
  }
}

function wireCheckout() {
  const form = document.querySelector('[data-checkout]')
  if (form === null) return
  form.addEventListener('change', () => {
    drawSums(basket())
    document.querySelector('[data-gift-note]').hidden = !document.querySelector('[data-gift]').checked
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    location.href = 'thanks.html'
  })
}

document.querySelector('[data-sort]')?.addEventListener('change', drawProducts)
drawProducts()
drawProduct()
wireTabs()
wireCheckout()
if (document.querySelector('.thanks') !== null) keep({})
drawBasket()
