// Where a message is written: text, files, and a pin.

import { closeSheet, openSheet } from "./sheet.js";
import { byId, piece, word } from "./words.js";

const LONGEST = { sms: 1600, whatsapp: 4096 };

export class Composer {
  constructor(send) {
    this.send = send;
    this.attached = [];
    this.text = byId("text");
    byId("composer").addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("input", () => this.refresh());
    this.listenToMenu();
    this.listenToPins();
    this.refresh();
  }

  become(channel, pins) {
    this.text.maxLength = LONGEST[channel];
    byId("pins").replaceChildren(
      ...pins.map(({ label, lat, lon }) => {
        const place = piece("place");
        place.querySelector("strong").textContent = label;
        place.querySelector("span").textContent = `${lat.toFixed(3)}, ${lon.toFixed(3)}`;
        place.querySelector("button").addEventListener("click", () => this.sendPin(lat, lon, label));
        return place;
      }),
    );
  }

  type(text) {
    this.text.value = text;
    this.refresh();
    this.text.focus();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  }

  async submit(event) {
    event.preventDefault();
    const form = new FormData();
    form.set("body", this.text.value.trim());
    for (const { file, sample } of this.attached) form.append(file ? "file" : "sample", file ?? sample);
    const kept = [this.text.value, this.attached];
    this.text.value = "";
    this.attached = [];
    this.refresh();
    if (!(await this.send(form))) {
      [this.text.value, this.attached] = kept;
      this.refresh();
    }
    this.text.focus();
  }

  async sendPin(latitude, longitude, label) {
    closeSheet();
    const form = new FormData();
    for (const [name, value] of Object.entries({ latitude, longitude, label })) form.set(name, value);
    await this.send(form);
    this.text.focus();
  }

  attach(entry) {
    this.attached.push(entry);
    this.openMenu(false);
    this.refresh();
    this.text.focus();
  }

  refresh() {
    this.text.rows = Math.min(5, Math.max(1, this.text.value.split("\n").length, Math.ceil(this.text.value.length / 34)));
    byId("send").disabled = !this.text.value.trim() && !this.attached.length;
    const tray = byId("tray");
    tray.hidden = !this.attached.length;
    tray.replaceChildren(
      ...this.attached.map((entry) => {
        const item = piece("attached");
        item.querySelector("span").textContent = entry.name;
        if (entry.kind !== "photo") item.querySelector("use").setAttribute("href", entry.kind === "voice" ? "#icon-mic" : "#icon-folder");
        item.querySelector("button").addEventListener("click", () => {
          this.attached = this.attached.filter((other) => other !== entry);
          this.refresh();
        });
        return item;
      }),
    );
  }

  openMenu(open) {
    byId("attach-menu").hidden = !open;
    byId("attach").setAttribute("aria-expanded", String(open));
    if (open) byId("attach-menu").querySelector("button").focus();
  }

  listenToMenu() {
    byId("attach").addEventListener("click", () => this.openMenu(byId("attach-menu").hidden));
    byId("pick-files").addEventListener("click", () => byId("files").click());
    byId("files").addEventListener("change", ({ target }) => {
      for (const file of target.files) this.attach({ file, name: file.name, kind: kindOf(file.type) });
      target.value = "";
    });
    byId("pick-photo").addEventListener("click", () => this.attach({ sample: "photo", name: word("sample-photo"), kind: "photo" }));
    byId("pick-voice").addEventListener("click", () => this.attach({ sample: "voice", name: word("sample-voice"), kind: "voice" }));
    byId("pick-pin").addEventListener("click", () => {
      this.openMenu(false);
      openSheet(byId("pin-sheet"));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || byId("attach-menu").hidden) return;
      this.openMenu(false);
      byId("attach").focus();
    });
    document.addEventListener("click", ({ target }) => {
      if (!target.closest("#attach, #attach-menu") && !byId("attach-menu").hidden) this.openMenu(false);
    });
  }

  listenToPins() {
    byId("own-pin").addEventListener("submit", (event) => {
      event.preventDefault();
      const { latitude, longitude } = Object.fromEntries(new FormData(event.target));
      this.sendPin(latitude, longitude, "");
    });
  }
}

function kindOf(type) {
  return type.startsWith("image/") ? "photo" : type.startsWith("audio/") ? "voice" : "file";
}
