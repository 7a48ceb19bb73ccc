// One message as a bubble. A bubble is drawn once; afterwards only its ticks and its failure change.

import { piece, word } from "./words.js";

const TICKS = { sending: "clock", queued: "clock", sent: "tick", delivered: "ticks", read: "ticks", failed: "failed", undelivered: "failed" };

export function draw(message, channel, acts) {
  const bubble = piece("bubble");
  bubble.dataset.sid = message.sid;
  bubble.dataset.direction = message.mine ? "out" : "in";
  bubble.classList.add(message.mine ? "mine" : "theirs");
  const text = bubble.querySelector(".text");
  text.append(...(channel === "whatsapp" ? formatted(message.body) : [message.body]));
  text.hidden = !message.body;
  bubble.querySelector(".media").append(...attachments(message));
  bubble.querySelector(".cost").textContent = cost(message, channel);
  const time = bubble.querySelector("time");
  time.dateTime = message.at;
  time.textContent = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  bubble.querySelector(".replies").append(...replies(message, acts));
  bubble.querySelector(".failure button").addEventListener("click", () => acts.again(message.sid));
  update(bubble, message);
  return bubble;
}

export function update(bubble, message) {
  bubble.dataset.status = message.status;
  const ticks = bubble.querySelector(".ticks");
  ticks.dataset.status = message.status;
  ticks.setAttribute("aria-label", word(`status-${message.status}`));
  ticks.title = word(`status-${message.status}`);
  ticks.querySelector("use").setAttribute("href", `#icon-${TICKS[message.status] ?? "clock"}`);
  const failure = bubble.querySelector(".failure");
  failure.hidden = !["failed", "undelivered"].includes(message.status);
  failure.querySelector("span").textContent = failure.hidden ? "" : why(message);
  failure.querySelector("button").hidden = !message.mine;
}

function why({ reason, error, error_message }) {
  if (error && reason?.limit) return word("failed-limit", { error, message: error_message, ...reason });
  if (error) return word("failed-error", { error, message: error_message });
  return reason?.network ? word(`failed-${reason.network}`) : word("failed-http", reason ?? {});
}

function cost(message, channel) {
  if (message.mine) return "";
  const plain = word(message.segments === 1 ? "segment" : "segments", { n: message.segments, encoding: message.encoding });
  if (message.automatic) return word("automatic", { cost: plain });
  return channel === "whatsapp" ? word("as-sms", { cost: plain }) : plain;
}

function replies(message, acts) {
  const content = message.content;
  if (content?.kind === "quick-reply") {
    return content.actions.map(({ title }, place) => {
      const button = piece("quick");
      button.textContent = title;
      button.addEventListener("click", () => acts.tap(message.sid, place));
      return button;
    });
  }
  if (content?.kind === "list-picker") {
    const button = piece("list");
    button.querySelector("span").textContent = content.button;
    button.addEventListener("click", () => acts.openList(message));
    return [button];
  }
  return [];
}

function attachments(message) {
  const shown = message.media.map(({ url, type, name }) => {
    const kind = type.startsWith("image/") ? "photo" : type.startsWith("audio/") ? "voice" : type.startsWith("video/") ? "film" : "file";
    const part = piece(kind);
    if (kind === "photo") {
      part.href = url;
      part.firstElementChild.src = url;
    } else if (kind === "file") {
      part.href = url;
      part.querySelector("span").textContent = name || type;
    } else {
      part.src = url;
    }
    return part;
  });
  for (const link of message.links) {
    const part = piece("file");
    part.href = link;
    part.querySelector("span").textContent = link;
    shown.push(part);
  }
  if (message.location) shown.push(pin(message.location));
  return shown;
}

function pin({ Latitude, Longitude, Label }) {
  const part = piece("pin");
  part.querySelector("strong").textContent = Label || word("place");
  part.querySelector("p span").textContent = `${Number(Latitude).toFixed(4)}, ${Number(Longitude).toFixed(4)}`;
  return part;
}

// WhatsApp shows *bold* and _italic_.
function formatted(body) {
  return body.split(/(\*[^*\n]+\*|\b_[^_\n]+_\b)/).map((part) => {
    const marked = part.length > 2 && part[0] === part.at(-1) && { "*": "strong", _: "em" }[part[0]];
    if (!marked) return part;
    const element = document.createElement(marked);
    element.textContent = part.slice(1, -1);
    return element;
  });
}
