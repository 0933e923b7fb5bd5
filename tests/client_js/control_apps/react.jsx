import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const STEPS = ['S', 'M', 'L']

/** Every field is controlled: what the state does not take is not shown. */
function Fields() {
  const [state, setState] = useState({ name: '', notes: '', size: 'S', gift: false, day: '' })
  const put = (key) => (event) => {
    const { type, checked, value } = event.target
    setState((before) => ({ ...before, [key]: type === 'checkbox' ? checked : value }))
  }
  const upper = (event) => setState({ ...state, name: event.target.value.toUpperCase() })
  return (
    <>
      <input id="name" value={state.name} onChange={upper} />
      <textarea id="notes" value={state.notes} onChange={put('notes')} />
      <select id="size" value={state.size} onChange={put('size')}>
        {STEPS.map((step) => (
          <option key={step}>{step}</option>
        ))}
      </select>
      <input id="gift" type="checkbox" checked={state.gift} onChange={put('gift')} />
      <input id="day" type="date" value={state.day} onChange={put('day')} />
      <output id="state">{JSON.stringify(state)}</output>
    </>
  )
}

function Menu() {
  const [open, setOpen] = useState(false)
  return (
    <nav id="menu" onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}>
      Menu {open && <b id="opened">open</b>}
    </nav>
  )
}

function Todos() {
  const [items, setItems] = useState(['one', 'two', 'three'])
  const [edited, setEdited] = useState(null)
  const [dragged, setDragged] = useState(null)
  const [done, setDone] = useState([])
  const add = (event) => {
    if (event.key !== 'Enter') return
    setItems([...items, event.target.value])
    event.target.value = ''
  }
  const drop = (at) => {
    const rest = items.filter((_, n) => n !== dragged)
    setItems([...rest.slice(0, at), items[dragged], ...rest.slice(at)])
  }
  const tick = (item) =>
    setDone(done.includes(item) ? done.filter((one) => one !== item) : [...done, item])
  const rename = (at) => (event) => {
    if (event.key !== 'Enter') return
    setItems(items.map((item, n) => (n === at ? event.target.value : item)))
    setEdited(null)
  }
  return (
    <>
      <input id="new" onKeyDown={add} />
      <ul id="todos">
        {items.map((item, n) => (
          <li
            key={item}
            id={`todo-${n}`}
            draggable
            onDragStart={() => setDragged(n)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => drop(n)}
            onDoubleClick={() => setEdited(n)}
          >
            <input type="checkbox" checked={done.includes(item)} onChange={() => tick(item)} />
            {edited === n ? (
              <input id="edit" defaultValue={item} onKeyDown={rename(n)} />
            ) : (
              <span className={done.includes(item) ? 'done' : ''}>{item}</span>
            )}
            <button
              type="button"
              title="Delete"
              onClick={() => setItems(items.filter((one) => one !== item))}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

const app = (
  <main>
    <Fields />
    <Menu />
    <Todos />
  </main>
)
createRoot(document.querySelector('#app')).render(app)
