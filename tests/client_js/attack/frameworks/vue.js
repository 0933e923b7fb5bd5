import { computed, createApp, ref } from 'vue'

const { masked, rows } = window.given
const grouped = (digits) => digits.replace(/\D/g, '').replace(/(.{4})(?=.)/g, '$1 ')

const template = `<main>
  <input v-if="shown" key="text" id="password" type="text" v-model="password">
  <input v-else key="dots" id="password" type="password" v-model="password">
  <button id="toggle" @click="shown = !shown">show</button>
  <p v-if="shown" :title="password">{{ password }}</p>
  <input id="card" autocomplete="cc-number" :value="card" @input="type">
  <p>{{ card.length > 16 ? card : '' }}</p>
  <section data-alongside="mask" :title="masked[turn]">
    <b :key="turn">{{ masked[turn] }}</b> {{ masked[turn] }} <input :value="masked[turn]">
  </section>
  <button id="again" @click="turn++">again</button>
  <ul class="alongside-mask">
    <li v-for="row in hidden" :key="row" :title="row">{{ row }}<input :value="row"></li>
  </ul>
  <ul><li v-for="row in rows.slice(moved)" :key="row" title="open">open</li></ul>
  <button id="move" @click="moved++">move</button>
  <button id="turn" @click="turned = !turned">turn</button>
  <input id="name" v-model="name"><p id="greeting">Hello {{ name }}</p>
</main>`

function setup() {
  const [shown, password, card] = [ref(false), ref(''), ref('')]
  const [turn, moved, turned, name] = [ref(0), ref(0), ref(false), ref('')]
  const type = ({ target }) => {
    card.value = target.value = grouped(target.value)
  }
  const hidden = computed(() => {
    const some = rows.slice(0, moved.value)
    return turned.value ? some.reverse() : some
  })
  return { shown, password, card, turn, moved, turned, name, type, hidden, masked, rows }
}

createApp({ template, setup }).mount('#app')
