function widget(host, data, changed) {
  const input = el("input", { autocomplete: "off", maxlength: data.settings.limit })  // text: number pads of phones have no minus
  input.value = data.saved ?? ""
  input.oninput = () => changed(true)
  input.onblur = () => changed()
  input.onkeydown = (event) => { if (event.key === "Enter") changed() }
  host.append(el("label", {}, el("span", {}, data.words.label), input))
  return { value: () => input.value }
}
