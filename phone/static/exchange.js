// The raw exchange: every HTTP request between the phone and the system, newest first.

import { tell } from "./wire.js";
import { byId, piece, word } from "./words.js";

export class ExchangePanel {
  constructor() {
    this.parties = {};
    byId("raw-toggle").addEventListener("click", () => this.open(byId("raw").hidden));
    byId("raw-close").addEventListener("click", () => {
      this.open(false);
      byId("raw-toggle").focus();
    });
    for (const box of document.getElementsByName("kind")) box.addEventListener("change", () => this.filter());
    this.clear({});
  }

  clear(parties) {
    this.parties = parties;
    this.after = 0;
    byId("exchanges").replaceChildren();
    byId("raw-empty").hidden = false;
  }

  open(open) {
    byId("raw").hidden = !open;
    byId("raw-toggle").setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-raw", open);
    if (open) byId("raw").scrollIntoView({ block: "nearest" });
  }

  async refresh() {
    if (byId("raw").hidden) return;
    const parties = this.parties;
    const { exchanges } = await tell("/api/exchanges", { ...parties, after: this.after });
    if (parties !== this.parties || !exchanges.length) return;
    this.after = exchanges.at(-1).number;
    byId("raw-empty").hidden = true;
    for (const exchange of exchanges) byId("exchanges").prepend(drawn(exchange));
    this.filter();
  }

  filter() {
    const wanted = [...document.getElementsByName("kind")].filter(({ checked }) => checked).map(({ value }) => value);
    for (const item of byId("exchanges").children) item.hidden = !wanted.includes(item.dataset.kind);
  }
}

function drawn({ kind, method, url, request, status, response, milliseconds }) {
  const item = piece("exchange");
  item.dataset.kind = kind;
  item.querySelector(".badge").textContent = word(`kind-${kind}`);
  const { pathname, search } = new URL(url);
  const short = `${method} ${pathname.replace(/\/AC[0-9a-f]{32}/, "")}${search}`;
  item.querySelector(".line").textContent = kind === "status" ? `${short} ${request.MessageStatus}` : short;
  item.querySelector(".line").title = url;
  const answer = item.querySelector(".answer");
  answer.textContent = `${status ?? word("no-answer")} · ${milliseconds} ms`;
  answer.classList.toggle("bad", !status || status >= 400);
  item.querySelector("tbody").append(...parameters(request));
  item.querySelector("pre").textContent = pretty(response) || word("empty");
  return item;
}

function parameters(request) {
  const names = Object.keys(request).sort();
  if (!names.length) return [word("no-parameters")];
  return names.map((name) => {
    const row = piece("parameter");
    const value = request[name];
    row.querySelector("th").textContent = name;
    row.querySelector("td").textContent = typeof value === "string" ? value : JSON.stringify(value, null, 1);
    if (value === "") row.querySelector("td").classList.add("blank");
    return row;
  });
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
