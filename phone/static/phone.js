// The phone page: puts chooser, conversation, composer and raw exchange together, and asks for news.

import { Chooser } from "./chooser.js";
import { Composer } from "./composer.js";
import { ExchangePanel } from "./exchange.js";
import { listenToSheets } from "./sheet.js";
import { Talk } from "./talk.js";
import { directory, Problem, tell } from "./wire.js";
import { byId, word } from "./words.js";

const EVERY_MS = 700;

let chooser = null;
let parties = null;
let revision = 0;
let timer = 0;
let asking = null;

const panel = new ExchangePanel();
const composer = new Composer((form) => act("/api/messages", form));
const talk = new Talk({
  tap: (sid, place) => act(`/api/messages/${sid}/tap/${place}`),
  again: (sid) => act(`/api/messages/${sid}/again`),
});

async function act(path, form = new FormData()) {
  for (const [name, value] of Object.entries(parties)) form.set(name, value);
  try {
    await tell(path, form);
    complain("");
    hurry();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    complain(word(`problem-${error.message}`));
    return false;
  }
}

function complain(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

function changed(chosen) {
  chooser = chosen;
  const next = { resident: chooser.resident, line: chooser.line };
  document.body.dataset.channel = chooser.channel;
  byId("callee").textContent = word("callee", { city: chooser.city?.name ?? "" });
  byId("callee-number").textContent = chooser.line.replace("whatsapp:", "");
  composer.become(chooser.channel, chooser.city?.pins ?? []);
  complain("");
  if (parties && next.resident === parties.resident && next.line === parties.line) return;
  parties = next;
  revision = 0;
  talk.clear(chooser.channel);
  panel.clear(parties);
  hurry();
}

async function news() {
  const asked = parties;
  try {
    const told = await tell("/api/news", { ...asked, after: revision });
    if (asked === parties) {
      revision = told.revision;
      talk.show(told.messages);
      chooser.listConversations(told.conversations);
    }
    await panel.refresh();
    byId("offline").hidden = true;
  } catch {
    byId("offline").hidden = false;
  }
}

// One question at a time; the next one when this one is answered.
function hurry(wait = 0) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const tooEarly = asking !== null; // asked before what we hurry for had happened
    asking ??= news().finally(() => (asking = null));
    await asking;
    hurry(tooEarly ? 0 : EVERY_MS);
  }, wait);
}

function tellTime() {
  byId("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function foldChooser({ matches }) {
  byId("chooser").open = !matches;
}

async function start() {
  tellTime();
  setInterval(tellTime, 10_000);
  const narrow = matchMedia("(max-width: 760px)");
  narrow.addEventListener("change", foldChooser);
  foldChooser(narrow);
  listenToSheets();
  for (const example of document.querySelectorAll(".example")) example.addEventListener("click", () => composer.type(example.textContent));
  byId("raw-toggle").addEventListener("click", () => hurry());
  new Chooser(await directory(), changed);
  byId("text").focus({ preventScroll: true });
  document.body.dataset.ready = "true";
}

start();
