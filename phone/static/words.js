// The page's own words and pieces: both stand in the template, never in the script.

export function word(name, values = {}) {
  const entry = document.querySelector(`#words [data-word="${CSS.escape(name)}"]`);
  if (!entry) return name;
  return entry.textContent.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function piece(name) {
  return document.getElementById(`piece-${name}`).content.firstElementChild.cloneNode(true);
}

export function byId(id) {
  return document.getElementById(id);
}
