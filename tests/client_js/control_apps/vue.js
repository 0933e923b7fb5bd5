import { computed, createApp, reactive, ref } from 'vue'

const template = `<main>
  <input id="name" :value="state.name" @input="state.name = $event.target.value.toUpperCase()">
  <textarea id="notes" v-model.lazy="state.notes"></textarea>
  <select id="size" v-model="state.size"><option v-for="step in 'SML'">{{ step }}</option></select>
  <input id="gift" type="checkbox" v-model="state.gift">
  <input id="day" type="date" v-model="state.day">
  <output id="state">{{ JSON.stringify(state) }}</output>
  <nav id="menu" @mouseenter="open = true" @mouseleave="open = false">
    Menu <b v-if="open" id="opened">open</b>
  </nav>
  <input id="new" @keydown.enter="add">
  <ul id="todos">
    <li v-for="(item, n) in items" :key="item" :id="'todo-' + n" draggable="true"
      @dragstart="dragged = n" @dragover.prevent @drop="drop(n)" @dblclick="edited = n">
      <input type="checkbox" v-model="done" :value="item">
      <input v-if="edited === n" id="edit" :value="item" @keydown.enter="rename(n, $event)">
      <span v-else :class="{ done: done.includes(item) }">{{ item }}</span>
      <button title="Delete" @click="items.splice(n, 1)"></button>
    </li>
  </ul>
</main>`

function setup() {
  const state = reactive({ name: '', notes: '', size: 'S', gift: false, day: '' })
  const items = ref(['one', 'two', 'three'])
  const [open, edited, dragged, done] = [ref(false), ref(null), ref(null), ref([])]
  const add = ({ target }) => {
    items.value.push(target.value)
    target.value = ''
  }
  const drop = (at) => items.value.splice(at, 0, ...items.value.splice(dragged.value, 1))
  const rename = (at, { target }) => {
    items.value[at] = target.value
    edited.value = null
  }
  return {
    state,
    items: computed(() => items.value),
    open,
    edited,
    dragged,
    done,
    add,
    drop,
    rename,
  }
}

createApp({ template, setup }).mount('#app')
