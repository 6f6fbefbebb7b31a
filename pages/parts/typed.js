// `data`: owner (whose words they are), fields ({key of a field: its place}), sent ({place: words that are stored now}).
const NAME = "kns-typed"
const ofKey = (key) => ".st-key-" + key.replaceAll(/[^a-zA-Z0-9_-]/g, "-")  // as Streamlit names what stands around a field

function held(owner) {
  try {
    const found = JSON.parse(sessionStorage.getItem(NAME))
    return found?.owner === owner ? found.words : {}
  } catch { return {} }
}

function hold(owner, words) {
  try {
    if (Object.keys(words).length) sessionStorage.setItem(NAME, JSON.stringify({ owner, words }))
    else sessionStorage.removeItem(NAME)
  } catch { /* a browser that keeps nothing */ }
}

// as if they were typed and the field left: Streamlit hears both
function give(key, words, tries = 30) {
  const field = document.querySelector(`${ofKey(key)} :is(textarea, input)`)
  if (!field) return tries && setTimeout(give, 100, key, words, tries - 1)
  if (field.value === words) return
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, words)
  field.dispatchEvent(new Event("input", { bubbles: true }))
  field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
}

export default function ({ data, parentElement }) {
  const words = held(data.owner)
  for (const [place, stored] of Object.entries(data.sent)) if (words[place] === stored) delete words[place]
  hold(data.owner, words)
  const shown = parentElement.shown ?? []
  parentElement.shown = Object.values(data.fields)
  for (const [key, place] of Object.entries(data.fields)) {
    if (words[place] && !shown.includes(place)) give(key, words[place])
  }
  const note = ({ target }) => {
    const found = Object.entries(data.fields).find(([key]) => target.closest(ofKey(key)))
    if (!found) return
    if (target.value) words[found[1]] = target.value
    else delete words[found[1]]
    hold(data.owner, words)
  }
  parentElement.forget?.()
  document.addEventListener("input", note, { capture: true })
  parentElement.forget = () => document.removeEventListener("input", note, { capture: true })
  return () => parentElement.forget()
}
