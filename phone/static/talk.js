// One conversation on the screen: what was said, in the order in which it was said.

import { draw, update } from "./bubbles.js";
import { closeSheet, openSheet } from "./sheet.js";
import { byId, piece, word } from "./words.js";

const NEAR_THE_END = 120;

export class Talk {
  constructor(acts) {
    this.log = byId("log");
    this.scroll = byId("scroll");
    this.acts = { ...acts, openList: (message) => this.openList(message) };
    this.clear("whatsapp");
  }

  clear(channel) {
    this.channel = channel;
    this.shown = new Map();
    this.day = "";
    this.log.replaceChildren();
    byId("hello").hidden = false;
    this.live = false;
  }

  show(messages) {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    const follow = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    let last = null;
    for (const message of messages) {
      const bubble = this.shown.get(message.sid);
      if (bubble) update(bubble, message);
      else last = this.append(message);
    }
    if (this.shown.size) byId("hello").hidden = true;
    if (messages.length && (follow || last?.dataset.direction === "out")) this.toTheEnd();
    this.live = true;
  }

  append(message) {
    this.separate(message.at);
    const bubble = draw(message, this.channel, this.acts);
    bubble.classList.toggle("arriving", this.live); // what was there before does not move in
    for (const image of bubble.querySelectorAll("img")) image.addEventListener("load", () => this.toTheEnd());
    this.shown.set(message.sid, bubble);
    this.log.append(bubble);
    return bubble;
  }

  separate(at) {
    const day = new Date(at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
    if (day === this.day) return;
    this.day = day;
    const line = piece("day");
    line.firstElementChild.textContent = day;
    this.log.append(line);
  }

  toTheEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  openList(message) {
    byId("list-title").textContent = message.content.button || word("place");
    byId("list-rows").replaceChildren(
      ...message.content.items.map(({ item, description }, place) => {
        const row = piece("row");
        row.querySelector("strong").textContent = item;
        row.querySelector("span").textContent = description ?? "";
        row.querySelector("button").addEventListener("click", () => {
          closeSheet();
          this.acts.tap(message.sid, place);
        });
        return row;
      }),
    );
    openSheet(byId("list-sheet"));
  }
}
