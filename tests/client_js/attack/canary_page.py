"""A page that carries a secret, a canary, in every place where a page can.

`{{name}}` in a template becomes a canary of its own, `{{#name}}` one that is a number, `{{=NAME}}`
one of `FIXED`.
A canary names the place and the phase: `zq0017na` was there at first, `zq0017nb` came later.
`data-shadow`, `data-nested`, `data-adopted`, `data-inserted` and `data-drawn` become what they
say when the page is prepared: see harness/canaries.ts.
"""

from __future__ import annotations

import re

NAMED = re.compile(rb"zq(\d{4})n([a-z])", re.IGNORECASE)
NUMBERED = re.compile(rb"(?<!\d)91(\d{4})7([1-9])(?!\d)")
PLACE = re.compile(r"\{\{([#=]?)([^}]+)\}\}")

# Where only some values fit. Wherever they are, they must not leave.
FIXED = {
    "DATE": "1987-06-05",
    "MONTH": "1987-06",
    "WEEK": "1987-W23",
    "TIME": "03:47:11",
    "COLOUR": "#a7b3c1",
    "CARD": "4929420073184265",
}

# The ways to mark a part of a page. These parts carry everything ...
REGIONS = {
    "the redacted class": 'class="card cobrowse-redacted wide"',
    "the mask attribute": 'data-alongside="mask"',
    "the block class": 'class="alongside-block"',
    "the ignore attribute": 'data-alongside="ignore"',
}
# ... and these a little.
OTHER_REGIONS = {
    "the mask class": 'class="alongside-mask"',
    "the block attribute": 'data-alongside="block"',
    "the ignore class": 'class="alongside-ignore"',
    "an unknown word": 'data-alongside="nosuchword"',
    "an unknown class": 'class="alongside-nosuchclass"',
    "mask beats reveal": 'data-alongside="reveal, mask" class="alongside-reveal"',
}

# What nobody may see in a marked region.
CARRIERS = """
{{bare text}}
<p>{{text}} <b><i><u>{{deep text}}</u></i></b></p>
<p title="{{title}}" aria-label="{{aria-label}}" aria-description="{{aria-description}}"
  aria-valuetext="{{aria-valuetext}}" aria-roledescription="{{aria-roledescription}}"
  data-note="{{data attribute}}" data-selected-by="{{selected data attribute}}"
  id="{{id}}" nonce="{{nonce}}" onclick="'{{handler}}'" itemprop="{{itemprop}}"
  accesskey="{{accesskey}}" alongside-x="{{hyphenated attribute}}" lang="{{lang}}"
  role="{{role}}" exportparts="{{exportparts}}"></p>
<p style="--x:'{{inline custom property}}';font-family:'{{inline font}}';
  background-image:url(/{{inline url}}.png);quotes:'{{inline quotes}}' ''"></p>
<a href="https://shop.test/{{link path}}?q={{link query}}#{{link hash}}"
  ping="/{{ping}}" download="{{download}}" target="{{target}}">{{link}}</a>
<a href="mailto:{{mailto}}@shop.test">m</a> <a href="tel:{{#tel link}}">t</a>
<input value="{{input value}}" placeholder="{{placeholder}}" title="{{input title}}"
  name="{{input name}}" pattern="{{pattern}}" list="{{list}}">
<input type="search" value="{{search}}"><input type="url" value="http://{{url}}.test/">
<input type="tel" value="{{#tel}}"><input type="email" value="{{email}}@shop.test">
<input type="number" value="{{#number}}"><input type="range" max="99999999" value="{{#range}}">
<input type="date" value="{{=DATE}}"><input type="month" value="{{=MONTH}}">
<input type="week" value="{{=WEEK}}">
<input type="time" step="1" value="{{=TIME}}">
<input type="datetime-local" value="{{=DATE}}T{{=TIME}}">
<input type="color" value="{{=COLOUR}}"><input type="checkbox" checked value="{{checkbox value}}">
<input type="radio" checked value="{{radio value}}"><input type="hidden" value="{{hidden}}">
<input type="submit" value="{{submit}}"><input type="button" value="{{button input}}">
<input type="reset" value="{{reset}}"><input type="password" value="{{password}}">
<input type="image" alt="{{image input alt}}" src="/{{image input source}}.png">
<input autocomplete="cc-number" value="{{=CARD}}">
<input type="{{unknown type}}" value="{{untyped}}">
<textarea placeholder="{{area placeholder}}" title="{{area title}}">{{area}}</textarea>
<select title="{{select title}}"><option value="{{option value}}">{{option}}</option>
  <optgroup label="{{group label}}"><option label="{{option label}}" selected>x</option>
  </optgroup></select>
<datalist><option value="{{datalist value}}" label="{{datalist label}}">{{datalist}}</option>
</datalist>
<button value="{{button value}}" name="{{button name}}" formaction="/{{formaction}}"
  type="button">{{button}}</button>
<form action="/{{action}}" name="{{form name}}" onsubmit="'{{submit handler}}'">
  <fieldset><legend>{{legend}}</legend><label>{{label}}</label></fieldset>
  <output>{{output}}</output></form>
<progress max="99999999" value="{{#progress}}">{{progress text}}</progress>
<meter max="99999999" value="{{#meter}}">{{meter text}}</meter>
<img alt="{{alt}}" title="{{img title}}" longdesc="/{{longdesc}}" usemap="#{{usemap}}"
  src="/picture.svg?{{img source}}" srcset="/picture.svg?{{srcset}} 1x">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E
  %3Cdesc%3E{{data picture}}%3C/desc%3E%3C/svg%3E">
<picture><source srcset="/picture.svg?{{picture source}}"><img
  src="/picture.svg?{{in a picture}}"></picture>
<map name="{{map name}}"><area alt="{{area alt}}" href="/{{area href}}"></map>
<svg width="20" height="20" aria-label="{{svg label}}"><title>{{svg title}}</title>
  <desc>{{svg desc}}</desc><text y="9" font-family="{{svg font}}">{{svg text}}</text>
  <a href="/{{svg link}}"><tspan>{{tspan}}</tspan></a><g id="{{svg id}}"></g>
  <image href="/picture.svg?{{svg image}}"></image>
  <foreignObject><p>{{foreign text}}</p></foreignObject>
  <metadata>{{metadata}}</metadata><style>.a{--x:"{{svg style}}"}</style></svg>
<math><mi>{{mi}}</mi><mtext>{{mtext}}</mtext><semantics><annotation
  encoding="{{encoding}}">{{annotation}}</annotation></semantics></math>
<style>.{{selector}}::after{content:"{{sheet content}}";--v:{{sheet variable}};
  background:url(/{{sheet url}}.png)} @keyframes {{keyframes}}{from{top:0}}
  @font-face{font-family:{{font face}};src:url(/{{font source}}.woff2)}
  @layer {{layer}};</style>
<style data-inserted="x{--x:'{{inserted rule}}'}"></style>
<template><p>{{template}}</p></template><noscript>{{noscript}}</noscript>
<script>/* {{script}} */</script><script type="application/json">"{{json}}"</script>
<!-- {{comment}} --><meta name="x" content="{{meta}}"><link rel="next" href="/{{link}}">
<iframe srcdoc="<p title='{{framed title}}'>{{framed text}}</p><input value='{{framed value}}'>
  <style>p{--x:'{{framed style}}'}</style>" name="{{frame name}}" title="{{frame title}}"></iframe>
<iframe data-nested="<p>{{nested frame}}</p>" src="/empty?{{frame source}}"></iframe>
<object data="/empty?{{object}}" title="{{object title}}"><p>{{object fallback}}</p></object>
<embed src="/empty?{{embed}}" title="{{embed title}}">
<video src="/{{video}}" poster="/{{poster}}" title="{{video title}}"><track
  label="{{track}}" src="/{{track source}}"><p>{{video fallback}}</p></video>
<audio controls src="/{{audio}}" title="{{audio title}}">{{audio fallback}}</audio>
<canvas width="8" height="8" data-drawn title="{{canvas title}}">{{canvas fallback}}</canvas>
<details open><summary>{{summary}}</summary>{{details}}</details>
<dialog open aria-label="{{dialog label}}">{{dialog}}</dialog>
<div popover="auto">{{popover}}</div><div contenteditable>{{contenteditable}}</div>
<table summary="{{summary attribute}}"><caption>{{caption}}</caption>
  <tbody><tr><th abbr="{{abbr}}">{{th}}</th>
  <td headers="{{headers}}">{{td}}</td></tr></tbody></table>
<ol><li value="{{#li value}}">{{li}}</li></ol><data value="{{data value}}">d</data>
<time datetime="{{datetime}}">{{time}}</time><q cite="/{{cite}}">{{quote}}</q>
<abbr title="{{abbr title}}">x</abbr><ruby>{{ruby}}<rt>{{rt}}</rt></ruby>
<pre>{{pre}}</pre><marquee>{{marquee}}</marquee><x-unknown>{{unknown tag}}</x-unknown>
<my-field value="{{custom value}}" label="{{custom label}}" text="{{custom text}}"
  secret="{{custom attribute}}">{{custom element}}</my-field>
<div data-shadow="<style>p::after{content:'{{shadow style}}'}</style>
  <p title='{{shadow title}}'>{{shadow text}}<slot>{{slot fallback}}</slot></p>
  <input value='{{shadow value}}'><div data-shadow='<b>{{nested shadow}}</b>'></div>"
  data-adopted="p{--x:'{{adopted sheet}}'}">{{slotted}}</div>
<div data-closed="<p title='{{closed title}}'>{{closed text}}</p><input value='{{closed value}}'>
  <slot></slot>">{{slotted into a closed shadow}}</div>
<div data-alongside="reveal">{{revealed inside}}</div>
"""

FEW_CARRIERS = """
<p title="{{title}}" data-note="{{data attribute}}" style="--x:'{{variable}}'">{{text}}</p>
<input value="{{value}}" placeholder="{{placeholder}}"><textarea>{{area}}</textarea>
<img src="/picture.svg?{{source}}" alt="{{alt}}"><style>x{--x:"{{sheet}}"}</style>
<div data-shadow="<p>{{shadow text}}</p>">{{slotted}}</div>
"""

# What is never sent, marked or not.
ALWAYS = """
<meta name="description" content="{{meta description}}"><base target="{{base target}}">
<link rel="canonical" href="/{{canonical}}"><link rel="prefetch" href="/{{prefetch}}">
<script nonce="{{script nonce}}">/* {{script}} */</script>
<script type="application/json">{"a": "{{json script}}"}</script>
<noscript>{{noscript}}</noscript><template>{{template}}</template><!-- {{comment}} -->
<a href="https://{{link host}}.test/{{link path}}?t={{link query}}#{{link hash}}"
  ping="/{{ping}}" download="{{download}}" target="{{target}}" id="open">x</a>
<a href="mailto:{{mailto}}@shop.test">m</a><a href="javascript:'{{javascript link}}'">j</a>
<form action="/{{action}}" name="{{form name}}" onsubmit="'{{submit handler}}'"
  target="{{form target}}"><input name="{{field name}}"></form>
<button onclick="'{{handler}}'" formaction="/{{formaction}}" value="{{button value}}">b</button>
<p data-user="{{data attribute}}" nonce="{{nonce}}" itemprop="{{itemprop}}"
  secret="{{unknown attribute}}">p</p>
<iframe srcdoc="<input type=password value='{{password in a frame}}'><script>'{{script in a
  frame}}'</script><!-- {{comment in a frame}} --><div class=cobrowse-redacted>{{masked in a
  frame}}</div><input type=hidden value='{{hidden in a frame}}'>" name="{{frame name}}"></iframe>
<iframe class="alongside-mask" srcdoc="<p>{{masked frame}}</p>"></iframe>
<div class="cobrowse-redacted"><iframe srcdoc="<p>{{frame in a masked part}}</p>"></iframe></div>
<iframe data-nested="<p class=alongside-mask>{{masked in a nested frame}}</p>"
  src="/empty"></iframe>
<object data="/empty?{{object}}">{{object fallback}}</object><embed src="/empty?{{embed}}">
<video src="/{{video}}"><track src="/{{track}}"><source src="/{{source}}"></video>
<input type="hidden" value="{{hidden}}" name="{{hidden name}}" title="{{hidden title}}">
<input type="password" value="{{password}}" id="password" title="{{password title}}">
<input autocomplete="cc-number" value="{{card number}}">
<input autocomplete="section-a billing cc-csc" value="{{card code}}">
<input autocomplete="cc-name" value="{{card name}}"><input autocomplete="cc-exp" value="{{expiry}}">
<input autocomplete="ONE-TIME-CODE" value="{{one-time code}}" aria-label="{{code label}}">
<input autocomplete="username current-password" value="{{current password}}">
<input autocomplete="new-password" value="{{new password}}" data-copy="{{copied to data}}">
<textarea autocomplete="cc-name">{{card name area}}</textarea>
<select autocomplete="cc-exp-month">
  <option value="{{month value}}" label="{{month label}}"></option>
  <option selected>{{month}}</option></select>
<input type="radio" value="{{radio value}}"><input type="checkbox" value="{{checkbox value}}">
<select><option value="{{option value}}">o</option></select><input type="file" id="file">
<datalist><option value="{{datalist value}}"></option></datalist>
<img src="/missing.png?{{missing picture}}" srcset="/missing.png?{{srcset}} 2x" alt="plain">
<img src="/picture.svg?{{picture query}}" alt="picture">
<div data-shadow="<input type=password value='{{password in a shadow}}'>
  <p class=alongside-mask>{{masked in a shadow}}</p><!-- {{comment in a shadow}} -->
  <div class=cobrowse-redacted><slot></slot></div>">{{slotted into a masked part}}</div>
<div data-shadow="<div class=alongside-block><slot name=in></slot></div>"><b slot="in">{{slotted
  into a blocked part}}</b></div>
"""

# Harmless: without these a search that finds nothing would be worth nothing.
CONTROLS = """
<p title="{{title}}" aria-label="{{aria-label}}">{{text}} <b>{{deep text}}</b></p>
<input id="typed" value="{{value}}" placeholder="{{placeholder}}"><textarea>{{area}}</textarea>
<select><option selected>{{option}}</option></select><input type="submit" value="{{submit}}">
<img alt="{{alt}}" src="/open.svg">
<svg width="20" height="20"><text y="9">{{svg text}}</text></svg>
<style>.x::after{content:"{{sheet content}}"}</style>
<canvas width="8" height="8" data-drawn></canvas>
<div data-shadow="<p>{{shadow text}}</p>">{{slotted}}</div><button>{{button}}</button>
<table><tbody><tr><td>{{td}}</td></tr></tbody></table><details open>{{details}}</details>
"""

# Style sheets that make capture send more: attributes that they select by, and show.
SELECTING = "<style>[data-selected-by]{color:red} p::before{content:attr(data-note)}</style>"

PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><desc>CANARY</desc>"
    "<rect width='9' height='9' fill='#f0f'/></svg>"
)


class Canaries:
    """Hands out canaries, and knows which must not leave."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._controls: set[int] = set()

    def fill(self, template: str, where: str, *, harmless: bool = False) -> str:
        """The template with a canary of its own in each place."""

        def canary(match: re.Match[str]) -> str:
            if match[1] == "=":
                return FIXED[match[2]]
            number = len(self._names)
            name = " ".join(match[2].split())
            self._names.append(f"{where}: {name}")
            if harmless:
                self._controls.add(number)
            return f"91{number:04}71" if match[1] else f"zq{number:04}na"

        return PLACE.sub(canary, template)

    @property
    def secrets(self) -> int:
        """How many there are that must not leave."""
        return len(self._names) - len(self._controls)

    def leaks(self, data: bytes) -> list[str]:
        """Names of the places whose canaries are in there, and the phases; what else leaks."""
        found = {
            f"{self._names[number]} ({phase})"
            for number, phase in self._found(data)
            if number not in self._controls
        }
        return sorted(found | {text for text in FIXED.values() if text.encode() in data})

    def missing_controls(self, data: bytes) -> list[str]:
        """Names of the harmless places whose canaries are not in there."""
        present = {number for number, _ in self._found(data)}
        return sorted(self._names[number] for number in self._controls - present)

    def _found(self, data: bytes) -> set[tuple[int, str]]:
        matches = [*NAMED.finditer(data), *NUMBERED.finditer(data)]
        found = {(int(match[1]), match[2].decode().lower()) for match in matches}
        return {(number, phase) for number, phase in found if number < len(self._names)}


def page(canaries: Canaries) -> str:
    """All places: the marked parts, what is never sent, the controls."""
    marked = [(name, mark, CARRIERS) for name, mark in REGIONS.items()]
    marked += [(name, mark, FEW_CARRIERS) for name, mark in OTHER_REGIONS.items()]
    parts = [
        f"<section data-part {mark}>{canaries.fill(carriers, name)}</section>"
        for name, mark, carriers in marked
    ]
    title = canaries.fill("<title>{{page title}}</title>", "always")
    always = canaries.fill(ALWAYS, "always")
    controls = canaries.fill(CONTROLS, "control", harmless=True)
    return (
        f"<!doctype html><html><head>{title}{SELECTING}</head><body>{''.join(parts)}"
        f"<section id=always>{always}</section><section id=controls>{controls}</section>"
        "<section id=stage></section></body></html>"
    )
