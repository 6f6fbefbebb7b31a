function widget(host, data, changed) {
  const input = el("input", { autocomplete: "off", maxlength: data.settings.limit, inputmode: "decimal" })
  input.value = data.saved ?? ""
  const advice = el("p", { role: "status", "aria-live": "polite" })
  const advise = () => { advice.textContent = input.value.trim() && !/\d/.test(input.value) ? data.words.digits : "" }
  input.oninput = () => { advise(); changed(true) }
  input.onblur = () => changed()
  input.onkeydown = (event) => { if (event.key === "Enter") changed() }
  host.append(el("label", {}, el("span", {}, data.words.label), input), advice)
  advise()
  return { value: () => input.value }
}
