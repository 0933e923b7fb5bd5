import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const { masked, rows } = window.given
const grouped = (digits) => digits.replace(/\D/g, '').replace(/(.{4})(?=.)/g, '$1 ')

function Password() {
  const [value, setValue] = useState('')
  const [shown, setShown] = useState(false)
  const type = (event) => setValue(event.target.value)
  return (
    <>
      {shown ? (
        <input key="text" id="password" type="text" value={value} onChange={type} />
      ) : (
        <input key="dots" id="password" type="password" value={value} onChange={type} />
      )}
      <button id="toggle" type="button" onClick={() => setShown(!shown)}>
        show
      </button>
      {shown && <p title={value}>{value}</p>}
    </>
  )
}

function Card() {
  const [digits, setDigits] = useState('')
  const type = (event) => setDigits(grouped(event.target.value))
  return (
    <>
      <input id="card" autoComplete="cc-number" value={digits} onChange={type} />
      <p>{digits.length > 16 && digits}</p>
    </>
  )
}

function Lists() {
  const [moved, setMoved] = useState(0)
  const [turned, setTurned] = useState(false)
  const items = rows.map((row, n) => (
    <li key={n} title={n < moved ? row : 'open'}>
      {n < moved ? row : 'open'}
      <input defaultValue={n < moved ? row : 'open'} />
    </li>
  ))
  const hidden = items.slice(0, moved)
  return (
    <>
      <ul className="alongside-mask">{turned ? hidden.reverse() : hidden}</ul>
      <ul>{items.slice(moved)}</ul>
      <button id="move" type="button" onClick={() => setMoved(moved + 1)}>
        move
      </button>
      <button id="turn" type="button" onClick={() => setTurned(!turned)}>
        turn
      </button>
    </>
  )
}

function App() {
  const [turn, setTurn] = useState(0)
  const [name, setName] = useState('')
  return (
    <main>
      <Password />
      <Card />
      <section data-alongside="mask" title={masked[turn]}>
        <b key={turn}>{masked[turn]}</b> {masked[turn]} <input value={masked[turn]} readOnly />
      </section>
      <button id="again" type="button" onClick={() => setTurn(turn + 1)}>
        again
      </button>
      <Lists />
      <input id="name" value={name} onChange={(event) => setName(event.target.value)} />
      <p id="greeting">Hello {name}</p>
    </main>
  )
}

createRoot(document.querySelector('#app')).render(<App />)
