/**
 * What may be in a mirror at all: both sides go by these lists, capture when it reads the page and
 * the view when it builds. What is not listed does not travel and is not built.
 */
import { HTML, type Namespace, SVG } from './operations.js'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const HTML_TAGS = words(`
  html head body style gap box iframe
  a abbr acronym address area article aside b bdi bdo big blockquote br button caption center
  cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset
  figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label
  legend li main map mark marquee menu meter nav nobr ol optgroup option output p picture pre
  progress q rp rt ruby s samp search section select slot small span strike strong sub summary sup
  table tbody td textarea tfoot th thead time tr tt u ul var wbr xmp listing`)

const SVG_TAGS = words(`
  svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath title
  desc linearGradient radialGradient stop pattern clipPath mask marker filter image switch
  foreignObject a view animateTransform style
  feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
  feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
  feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
  feSpotLight feTile feTurbulence`)

const MATHML_TAGS = words(`
  math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom msub msup
  msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd semantics annotation`)

const COMMON = words(`
  class id style dir lang role slot part exportparts title hidden inert`)

const HTML_ATTRIBUTES = words(`
  alt placeholder label type value disabled readonly required multiple size rows cols wrap open
  colspan rowspan span width height align valign bgcolor border cellpadding cellspacing color face
  nowrap noshade start reversed max min low high optimum step clear hspace vspace frame rules scope
  compact link vlink alink text src href name popover`)

/** Of a frame: its looks; what is in it comes otherwise. */
const FRAME_ATTRIBUTES = words(`width height align frameborder marginwidth marginheight scrolling`)

const SVG_ATTRIBUTES = words(`
  d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio
  transform rotate textLength lengthAdjust startOffset method spacing side pathLength version
  gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits
  patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight
  orient refX refY filterUnits primitiveUnits in in2 result type values tableValues slope intercept
  amplitude exponent stdDeviation mode operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX
  targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent
  kernelUnitLength scale xChannelSelector yChannelSelector azimuth elevation limitingConeAngle
  pointsAtX pointsAtY pointsAtZ z radius baseFrequency numOctaves seed stitchTiles
  attributeName from to by begin dur end repeatCount repeatDur additive accumulate calcMode keyTimes
  keySplines href
  alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
  color-interpolation-filters cursor direction display dominant-baseline fill fill-opacity fill-rule
  filter flood-color flood-opacity font-family font-size font-size-adjust font-stretch font-style
  font-variant font-weight image-rendering letter-spacing lighting-color marker-end marker-mid
  marker-start mask mask-type opacity overflow paint-order pointer-events shape-rendering stop-color
  stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
  stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
  transform-origin unicode-bidi vector-effect visibility word-spacing writing-mode`)

const MATHML_ATTRIBUTES = words(`
  display displaystyle scriptlevel mathvariant mathsize mathcolor mathbackground linethickness
  lspace rspace stretchy symmetric maxsize minsize largeop movablelimits form fence separator
  accent accentunder columnspan rowspan columnalign rowalign width height depth voffset`)

/** Hyphenated names that mean something to a browser; all others are only there for selectors. */
const ACTIVE_HYPHENATED = words(`http-equiv accept-charset`)

const CUSTOM_ELEMENT = /^[a-z][-.\w\u00b7\u00c0-\uffff]*-[-.\w\u00b7\u00c0-\uffff]*$/
const CUSTOM_ATTRIBUTE = /^(?!on)[a-z_][\w.:]*(?:-[\w.:]*)+$/i

export function tagAllowed(namespace: Namespace, tag: string): boolean {
  if (namespace === HTML) return HTML_TAGS.has(tag) || isCustomTag(tag)
  return namespace === SVG ? SVG_TAGS.has(tag) : MATHML_TAGS.has(tag)
}

/** A custom element: never defined in a mirror, so it is as plain as a `span`. */
export function isCustomTag(tag: string): boolean {
  return tag.length <= 100 && CUSTOM_ELEMENT.test(tag)
}

export function attributeAllowed(namespace: Namespace, tag: string, name: string): boolean {
  if (name === 'name') return namespace === HTML && tag === 'slot'
  if (name === 'reason') return namespace === HTML && tag === 'box'
  if (isCommonAttribute(name)) return true
  if (namespace === HTML) return (tag === 'iframe' ? FRAME_ATTRIBUTES : HTML_ATTRIBUTES).has(name)
  return namespace === SVG ? SVG_ATTRIBUTES.has(name) : MATHML_ATTRIBUTES.has(name)
}

/** Attributes that any element may have, with text that no browser takes for more. */
export function isCommonAttribute(name: string): boolean {
  return COMMON.has(name) || isCustomAttribute(name)
}

/** `data-*`, `aria-*` and the like: without meaning to a browser, but style sheets select by them. */
export function isCustomAttribute(name: string): boolean {
  if (name.length > 100 || ACTIVE_HYPHENATED.has(name.toLowerCase())) return false
  return CUSTOM_ATTRIBUTE.test(name) && !SVG_ATTRIBUTES.has(name)
}

/** Attributes with text for people in them. */
export const TEXT_ATTRIBUTES: ReadonlySet<string> = new Set([
  'alt',
  'title',
  'placeholder',
  'label',
  'value',
])
