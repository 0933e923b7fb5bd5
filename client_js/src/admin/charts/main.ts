/**
 * The bundle that draws charts, with the library: loaded when there is one to draw.
 *
 * Its canvas is a picture for whoever sees it; the page has the same figures as a table.
 */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import type { ChartSpec, DrawnChart, Look } from './spec.js'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
)

const FONT_SIZE = 12
/** The bars of a single day shall not fill the chart. */
const BAR_MOST_PX = 48

export function draw(canvas: HTMLCanvasElement, spec: ChartSpec, look: Look): DrawnChart {
  const chart = new Chart<'bar' | 'line', (number | null)[], string>(
    canvas,
    configuration(spec, look),
  )
  return {
    show(next, nextLook) {
      const { data, options } = configuration(next, nextLook)
      chart.data = data
      if (options) chart.options = options
      chart.update('none')
    },
    remove: () => chart.destroy(),
  }
}

type Configuration = ChartConfiguration<'bar' | 'line', (number | null)[], string>

function configuration(spec: ChartSpec, look: Look): Configuration {
  return {
    type: spec.kind === 'bars' ? 'bar' : 'line',
    data: {
      labels: [...spec.labels],
      datasets: spec.series.map(({ label, colour, values }) => ({
        label,
        data: [...values],
        backgroundColor: look.colours[colour],
        ...(spec.kind === 'bars' ? bars(look) : line(look.colours[colour], spec.labels.length)),
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      font: { family: look.font, size: FONT_SIZE },
      scales: scales(spec, look),
      plugins: { legend: { display: false }, tooltip: tooltip(spec, look) },
    },
  }
}

/** Thin edges of the colour behind them, so that neighbours can be told apart without colours. */
function bars(look: Look) {
  return {
    borderColor: look.surface,
    borderWidth: { top: 1, bottom: 0, left: 0, right: 0 },
    borderSkipped: false as const,
    maxBarThickness: BAR_MOST_PX,
    categoryPercentage: 0.9,
    barPercentage: 0.95,
  }
}

function line(colour: string, steps: number) {
  return {
    borderColor: colour,
    borderWidth: 2,
    pointRadius: steps > 60 ? 0 : 2.5,
    pointHitRadius: 12,
    pointBackgroundColor: colour,
    // A day without sessions has no share: the line goes on, dotted in thought.
    spanGaps: true,
  }
}

function scales({ kind, tell, rightToLeft }: ChartSpec, look: Look) {
  const stacked = kind === 'bars'
  const ticks = { color: look.ink, font: { family: look.font, size: FONT_SIZE } }
  return {
    x: {
      stacked,
      // A line, too, begins and ends where its labels have room.
      offset: true,
      reverse: rightToLeft,
      border: { color: look.line },
      grid: { display: false },
      ticks: { ...ticks, maxRotation: 0, autoSkip: true, autoSkipPadding: 16 },
    },
    y: {
      stacked,
      beginAtZero: true,
      position: rightToLeft ? ('right' as const) : ('left' as const),
      // A chart of nothing but zeros has an axis, too.
      suggestedMax: stacked ? 4 : 0.2,
      border: { display: false },
      grid: { color: look.line },
      ticks: {
        ...ticks,
        ...(stacked && { precision: 0 }),
        maxTicksLimit: 5,
        callback: (value: string | number) => tell(Number(value)),
      },
    },
  }
}

function tooltip({ names, tell, rightToLeft, series }: ChartSpec, look: Look) {
  const font = { family: look.font, size: FONT_SIZE + 1 }
  return {
    rtl: rightToLeft,
    textDirection: rightToLeft ? 'rtl' : 'ltr',
    backgroundColor: look.ink,
    titleColor: look.surface,
    bodyColor: look.surface,
    titleFont: font,
    bodyFont: font,
    padding: 10,
    boxPadding: 4,
    usePointStyle: series.length > 1,
    displayColors: series.length > 1,
    callbacks: {
      title: (items: readonly { dataIndex: number }[]) => names[items[0]?.dataIndex ?? 0] ?? '',
      label: (item: { datasetIndex: number; dataIndex: number }) => {
        const one = series[item.datasetIndex]
        const value = one?.values[item.dataIndex] ?? null
        return one && value !== null ? `${one.label}: ${tell(value)}` : ''
      },
    },
  }
}
