function widget(host, data, changed) {
  const words = data.words, { kinds, most } = data.settings
  let files = data.files ?? []
  const list = el("ul", { class: "files" })
  const status = el("p", { role: "status", "aria-live": "polite", class: "told" })
  const bar = el("progress", { max: "100", hidden: true })
  const field = el("input", { type: "file", class: "unseen", accept: kinds.map((kind) => "." + (kind === "jpg" ? "jpg,.jpeg" : kind)).join(","), multiple: true })
  const chooser = el("label", { class: "choose" }, field, el("span", {}, words.label))
  const tell = (said, wrong = false) => { status.textContent = said; status.classList.toggle("wrong", wrong) }
  const where = (extra) => new URLSearchParams({ attempt: data.attempt, place: data.place, ...extra })

  const draw = () => {
    list.replaceChildren(...files.map((file) => {
      const remove = el("button", { type: "button", "aria-label": words.remove.replace("{name}", file.name) }, words["remove-short"])
      remove.onclick = () => take(file, remove)
      const link = el("a", { href: file.address, download: "" }, file.name)
      return el("li", {}, el("span", {}, link, el("small", {}, " · " + file.about)), remove)
    }))
    if (!files.length) list.append(el("li", { class: "none" }, words.nothing))
    field.disabled = !data.attempt || files.length >= most
    chooser.classList.toggle("off", field.disabled)
  }
  const ask = (method, address, body, seen) => new Promise((done, fail) => {
    const call = new XMLHttpRequest()
    call.open(method, address)
    call.setRequestHeader("content-type", "application/octet-stream")
    call.upload.onprogress = (event) => seen && event.lengthComputable && seen(Math.floor(100 * event.loaded / event.total))
    call.onerror = call.ontimeout = () => fail(new Error("line"))
    call.onload = () => {
      try { done({ ok: call.status === 200, told: JSON.parse(call.responseText) }) } catch { fail(new Error("line")) }
    }
    call.send(body)
  })
  const add = async (chosen) => {
    const wrong = []
    for (const file of chosen) {
      if (file.size > data.settings.limit) { wrong.push(words.large.replace("{name}", file.name)); continue }
      bar.hidden = false
      field.disabled = true
      try {
        const answer = await ask("POST", "/api/upload?" + where({ name: file.name }), file, (percent) => {
          bar.value = percent
          status.textContent = words.sending.replace("{name}", file.name).replace("{percent}", percent)
        })
        if (answer.ok) { files = answer.told.files; tell(words.sent.replace("{name}", file.name)) }
        else wrong.push(answer.told.said)
      } catch { wrong.push(words.lost.replace("{name}", file.name)) }
      draw()
    }
    bar.hidden = true
    field.value = ""
    draw()
    if (wrong.length) tell(wrong.join(" "), true)
    changed()
  }
  const take = async (file, button) => {
    button.disabled = true
    try {
      const answer = await ask("POST", "/api/upload/remove?" + where({ file: file.key }), "")
      if (answer.ok) { files = answer.told.files; tell(words.removed.replace("{name}", file.name)) }
      else tell(answer.told.said, true)
    } catch { tell(words.lost.replace("{name}", file.name), true) }
    draw()
    field.focus()
    changed()
  }
  field.onchange = () => add([...field.files])
  draw()
  if (!data.attempt) tell(words.trial)
  host.append(list, chooser, el("p", { class: "kinds" }, words.kinds), bar, status)
  return {
    value: () => files.map((file) => file.key),
    heard: (now) => { files = now.files ?? files; draw() },
  }
}
