import '@angular/compiler'
import { Component, computed, signal } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'

const grouped = (digits) => digits.replace(/\D/g, '').replace(/(.{4})(?=.)/g, '$1 ')

const template = `<main>
  @if (shown()) {
    <input id="password" type="text" [value]="password()" (input)="password.set($event.target.value)">
  } @else {
    <input id="password" type="password" [value]="password()"
      (input)="password.set($event.target.value)">
  }
  <button id="toggle" (click)="shown.set(!shown())">show</button>
  @if (shown()) { <p [title]="password()">{{ password() }}</p> }
  <input id="card" autocomplete="cc-number" [value]="card()" (input)="type($event)">
  <p>{{ card().length > 16 ? card() : '' }}</p>
  <section data-alongside="mask" [title]="masked[turn()]">
    @for (one of [masked[turn()]]; track one) { <b>{{ one }}</b> }
    {{ masked[turn()] }} <input [value]="masked[turn()]">
  </section>
  <button id="again" (click)="turn.set(turn() + 1)">again</button>
  <ul class="alongside-mask">
    @for (row of hidden(); track row) { <li [title]="row">{{ row }}<input [value]="row"></li> }
  </ul>
  <ul>@for (row of rows.slice(moved()); track row) { <li title="open">open</li> }</ul>
  <button id="move" (click)="moved.set(moved() + 1)">move</button>
  <button id="turn" (click)="turned.set(!turned())">turn</button>
  <input id="name" [value]="name()" (input)="name.set($event.target.value)">
  <p id="greeting">Hello {{ name() }}</p>
</main>`

class App {
  masked = window.given.masked
  rows = window.given.rows
  shown = signal(false)
  password = signal('')
  card = signal('')
  turn = signal(0)
  moved = signal(0)
  turned = signal(false)
  name = signal('')
  hidden = computed(() => {
    const some = this.rows.slice(0, this.moved())
    return this.turned() ? some.reverse() : some
  })

  type({ target }) {
    target.value = grouped(target.value)
    this.card.set(target.value)
  }
}

bootstrapApplication(Component({ selector: '#app', template })(App))
