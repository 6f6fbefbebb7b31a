function widget(host, data, changed) {
  const { limit, least, most } = data.settings
  const field = el("textarea", { rows: "8", maxlength: limit, spellcheck: "false" })
  const count = el("p", { class: "count" })
  const heard = el("p", { class: "unseen", role: "status", "aria-live": "polite" })
  const tell = () => {
    const n = field.value.trim() ? field.value.trim().split(/\s+/).length : 0
    const told = [data.words.count.replace("{n}", n)]
    if (data.words.asked) told.push(data.words.asked)
    if (least && n > 0 && n < least) told.push(data.words.short)
    if (most && n > most) told.push(data.words.long)
    if (field.value.length >= limit) told.push(data.words.full)  // of what is pasted, the rest did not fit
    count.textContent = told.join(" · ")
    count.classList.toggle("off", !!least && n > 0 && (n < least || n > most))
    clearTimeout(tell.later)  // read aloud after a pause, not at each word
    tell.later = setTimeout(() => { heard.textContent = count.textContent }, 2000)
  }
  const grow = () => { field.style.height = "auto"; field.style.height = field.scrollHeight + 4 + "px" }
  field.value = data.saved ?? ""
  field.oninput = () => { tell(); grow(); changed(true) }
  field.onblur = () => changed()
  host.append(el("label", {}, el("span", {}, data.words.label), field), count, heard)
  tell()
  requestAnimationFrame(grow)
  return { value: () => field.value }
}
