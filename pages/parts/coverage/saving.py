"""Taking a chart away: as a picture, made in the browser from what is drawn there, and its figures as an Excel file."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from models import text
from models.text import translate as _
from pages.parts.coverage.charts import Part

_picture = st.components.v2.component(
    "kns_picture",
    html="<p></p><button type='button'>PNG</button><button type='button'>SVG</button>",
    css="""
:host { display: block; }
p { display: inline; margin: 0 .5rem 0 0; font: inherit; font-size: .9rem; color: var(--st-text-color); }
button {
  font: inherit; font-size: .9rem; min-height: 2.5rem; min-width: 3.5rem; margin: 0 .5rem 0 0; padding: 0 .75rem;
  color: var(--st-link-color); background: none; border: 1px solid var(--st-border-color); border-radius: .5rem;
  cursor: pointer;
}
button:hover { border-color: currentColor; }
button:focus-visible { outline: 2px solid var(--st-link-color); outline-offset: 2px; }
""",
    js="""
const NS = "http://www.w3.org/2000/svg"
const EDGE = 16

const lines = (words, width, font) => {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = font
  const found = [""]
  for (const word of words.split(" ")) {
    const longer = (found[found.length - 1] + " " + word).trim()
    if (pen.measureText(longer).width > width && found[found.length - 1]) found.push(word)
    else found[found.length - 1] = longer
  }
  return found
}

// the chart as it stands on the page, with its title above and the source beneath, as one picture
const compose = (chart, data, look) => {
  const box = chart.getBoundingClientRect()
  const width = Math.max(box.width, 320)
  const family = look.fontFamily || "sans-serif"
  const whole = document.createElementNS(NS, "svg")
  let top = EDGE
  const write = (words, size, weight, inset = 0) => {
    for (const line of lines(words, width - inset, `${weight} ${size}px ${family}`)) {
      const text = document.createElementNS(NS, "text")
      top += size * 1.35
      const type = { "font-family": family, "font-size": size, "font-weight": weight }
      const told = { x: EDGE + inset, y: top, fill: look.text, ...type }
      for (const [name, value] of Object.entries(told)) text.setAttribute(name, value)
      text.textContent = line
      whole.append(text)
    }
  }
  write(data.title, 18, 600)
  top += EDGE
  const copy = chart.cloneNode(true)
  const shown = { x: EDGE, y: top, width: box.width, height: box.height }
  for (const [name, value] of Object.entries(shown)) copy.setAttribute(name, value)
  copy.removeAttribute("style")
  whole.append(copy)
  top += box.height
  for (const { fill, edge, words } of data.legend) {
    const sample = document.createElementNS(NS, "rect")
    const told = { x: EDGE, y: top + 6, width: 16, height: 16, fill, stroke: edge, "stroke-width": 1.5 }
    for (const [name, value] of Object.entries(told)) sample.setAttribute(name, value)
    whole.append(sample)
    write(words, 14, 400, 26)
    top += 5
  }
  write(data.source, 12, 400)
  const size = { width: width + 2 * EDGE, height: Math.ceil(top + EDGE) }
  const back = document.createElementNS(NS, "rect")
  for (const [name, value] of Object.entries({ ...size, fill: look.back })) back.setAttribute(name, value)
  whole.prepend(back)
  for (const [name, value] of Object.entries({ xmlns: NS, ...size })) whole.setAttribute(name, value)
  return { written: new XMLSerializer().serializeToString(whole), ...size }
}

const give = (blob, name) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}

export default function ({ data, parentElement }) {
  const [png, svg] = parentElement.querySelectorAll("button")
  parentElement.querySelector("p").textContent = data.words
  for (const one of [png, svg]) one.setAttribute("aria-label", `${data.words} ${one.textContent}: ${data.title}`)
  const picture = () => {
    const chart = document.querySelector(`.st-key-${data.chart} .stVegaLiteChart svg.marks`)
    const style = getComputedStyle(parentElement.host ?? parentElement)
    const look = {
      text: style.getPropertyValue("--st-text-color").trim() || style.color,
      back: style.getPropertyValue("--st-background-color").trim() || "#ffffff",
      fontFamily: style.fontFamily.replaceAll('"', "'"),
    }
    return chart && compose(chart, data, look)
  }
  svg.onclick = () => {
    const made = picture()
    if (made) give(new Blob([made.written], { type: "image/svg+xml" }), data.name + ".svg")
  }
  png.onclick = () => {
    const made = picture()
    if (!made) return
    const image = new Image()
    image.onload = () => {
      const canvas = document.createElement("canvas")
      canvas.width = 2 * made.width
      canvas.height = 2 * made.height
      const pen = canvas.getContext("2d")
      pen.scale(2, 2)
      pen.drawImage(image, 0, 0, made.width, made.height)
      canvas.toBlob((blob) => give(blob, data.name + ".png"), "image/png")
    }
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.written)
  }
}
""",
)


def offer(
    chart: str,
    *,
    title: str,
    file: str,
    source: str,
    excel: tuple[str, Mapping[str, str]] | None = None,
    words: str = "",
    legend: Sequence[Part] = (),
) -> None:
    """Offer a chart as a picture, and its figures as an Excel file.

    ``chart`` is the key of the container that it is drawn in; ``title`` and ``source`` are written above and beneath
    it, ``file`` is the name without its ending. ``excel``: the export's name and what it is asked. ``words`` say which
    chart it is where it does not stand right above. ``legend``: what the colours of a bar of states mean.
    """
    samples = [
        {"fill": part.fill, "edge": part.edge, "words": f"{part.word}: {text.number(part.number)}"} for part in legend
    ]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _picture(
            key=f"picture:{chart}",
            data={
                "chart": chart,
                "title": title,
                "source": source,
                "name": file,
                "words": words or _("Picture:"),
                "legend": samples,
            },
            width="content",
        )
        if excel is not None:
            name, asked = excel
            st.link_button(_("Figures in Excel"), f"/export/{name}.xlsx?{urlencode(asked)}", icon=":material/download:")


def named(*parts: object) -> str:
    """Return the name of a file that says what is in it."""
    return "-".join(filter(None, (text.slug(str(part)) for part in parts)))
