// Who writes to whom: channel, city and resident; remembered by the browser.

import { byId, piece, word } from "./words.js";

const KEPT = "izwi-phone";
const OTHER = "other";

export class Chooser {
  constructor(directory, changed) {
    this.directory = directory;
    this.changed = changed;
    this.seen = new Map();
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    this.channel = kept.channel === "sms" ? "sms" : "whatsapp";
    byId("city").replaceChildren(...directory.cities.map(({ key, name }) => new Option(name, key)));
    byId("city").value = directory.cities.some(({ key }) => key === kept.city) ? kept.city : (directory.cities[0]?.key ?? "");
    byId("other").value = kept.other ?? "";
    this.listResidents(kept.resident);
    for (const radio of document.getElementsByName("channel")) {
      radio.checked = radio.value === this.channel;
      radio.addEventListener("change", () => this.choose({ channel: radio.value }));
    }
    byId("city").addEventListener("change", () => this.choose({ fresh: true }));
    byId("resident").addEventListener("change", () => {
      this.choose({});
      if (byId("resident").value === OTHER) byId("other").focus();
    });
    byId("other").addEventListener("input", () => this.choose({}));
    this.choose({});
  }

  get city() {
    return this.directory.cities.find(({ key }) => key === byId("city").value);
  }

  get line() {
    return this.city?.lines[this.channel] ?? "";
  }

  get name() {
    return this.directory.residents[byId("resident").value]?.name ?? byId("other").value.trim();
  }

  get resident() {
    const chosen = byId("resident").value;
    if (chosen !== OTHER) return this.directory.residents[chosen]?.[this.channel] ?? "";
    const typed = byId("other").value.replace(/[\s()-]/g, "");
    const bare = typed.replace(/^whatsapp:/, "");
    if (!/^(\+[1-9]\d{7,14}|[A-Z]{2}\.\w{1,128})$/.test(bare)) return "";
    if (this.channel === "whatsapp") return `whatsapp:${bare}`;
    return bare.startsWith("+") ? bare : "";
  }

  // Take over a choice, then tell everyone.
  choose({ channel = this.channel, fresh = false, resident }) {
    this.channel = channel;
    this.listResidents(fresh ? undefined : (resident ?? byId("resident").value));
    for (const radio of document.getElementsByName("channel")) radio.checked = radio.value === channel;
    byId("other-field").hidden = byId("resident").value !== OTHER;
    byId("from").textContent = this.resident || word("no-number");
    byId("to").textContent = this.line || word("no-line");
    const kept = { channel, city: byId("city").value, resident: byId("resident").value, other: byId("other").value };
    localStorage.setItem(KEPT, JSON.stringify(kept));
    const values = { name: this.name, channel: word(`channel-${channel}`), city: this.city?.name ?? "" };
    byId("chooser-short").textContent = word("short", values);
    this.changed(this);
  }

  // Everyone can write to every city; the city's own residents come first.
  listResidents(wanted) {
    const city = byId("city").value;
    const groups = [...this.directory.cities].sort((one, two) => (two.key === city) - (one.key === city));
    const options = groups.map(({ key, name }) => {
      const group = document.createElement("optgroup");
      group.label = name;
      this.directory.residents.forEach((one, place) => {
        if (one.city !== key) return;
        const option = new Option(one.sms ? one.name : word("whatsapp-only", one), place);
        option.disabled = !one[this.channel];
        group.append(option);
      });
      return group;
    });
    const select = byId("resident");
    select.replaceChildren(...options, new Option(word("other"), OTHER));
    const open = [...select.options].filter((option) => !option.disabled);
    const own = open.find((option) => this.directory.residents[option.value]?.city === city);
    select.value = (open.find(({ value }) => value === wanted) ?? own ?? open[0]).value;
  }

  listConversations(conversations) {
    const here = `${this.resident} ${this.line}`;
    const first = !this.listed; // what was there before the page was opened is not news
    this.listed = true;
    byId("conversations-box").hidden = conversations.length < 2;
    const items = conversations.map((one) => {
      const key = `${one.resident} ${one.line}`;
      if (first || key === here || !this.seen.has(key)) this.seen.set(key, first || key === here ? one.heard : 0);
      return { ...one, current: key === here, unread: one.heard - this.seen.get(key) };
    });
    const drawn = JSON.stringify(items);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    byId("conversations").replaceChildren(...items.map((one) => this.conversation(one)));
  }

  conversation({ resident, line, name, unread, current }) {
    const item = piece("conversation");
    const channel = line.startsWith("whatsapp:") ? "whatsapp" : "sms";
    const city = this.directory.cities.find(({ lines }) => lines[channel] === line);
    item.querySelector("strong").textContent = name ?? resident.replace("whatsapp:", "");
    item.querySelector(".quiet").textContent = `${word(`channel-${channel}`)} · ${city?.name ?? line}`;
    item.querySelector(".unread").textContent = word("unread", { n: unread });
    item.querySelector(".unread").hidden = unread < 1;
    const button = item.querySelector("button");
    if (current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => {
      if (city) byId("city").value = city.key;
      const place = this.directory.residents.findIndex((one) => one[channel] === resident);
      if (place < 0) byId("other").value = resident;
      this.channel = channel;
      this.choose({ channel, resident: place < 0 ? OTHER : String(place) });
    });
    return item;
  }
}
