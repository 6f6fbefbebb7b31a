// options to choose from, one or several: for the types of question that bring no widget of their own
function widget(host, data, changed) {
  const { several } = data.settings
  const { words } = data
  const options = data.groups.options ?? [[true, words.true], [false, words.false]]
  const chosen = several ? data.saved ?? [] : [data.saved]
  const inputs = options.map(([id]) => {
    const input = el("input", { type: several ? "checkbox" : "radio", name: data.id, value: String(id) })
    input.checked = chosen.includes(id)
    input.onchange = () => changed()
    return input
  })
  const rows = options.map(([, said], at) => el("label", {}, inputs[at], choice(said)))
  host.append(el("fieldset", { class: "choices" }, el("legend", {}, words.choose), ...rows))
  const given = () => options.map(([id]) => id).filter((_, at) => inputs[at].checked)
  return { value: () => (several ? (given().length ? given() : null) : given()[0] ?? null) }
}
