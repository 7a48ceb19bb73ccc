// ODK's engine as a process: one JSON request a line on stdin, one JSON answer a line on stdout.
//
//   {"do": "load", "xform": "<h:html…", "attachments": {"x.csv": "…"}, "now": "2026-11-23T16:00:00Z", "seed": 1}
//   {"do": "set", "at": "/data/age", "value": "5"}    {"do": "add", "at": "/data/member"}    {"do": "remove", "at": …, "number": 2}
//   {"do": "speak", "language": "Español (es)"}        {"do": "state"}
//
// One form at a time: a load takes the place of what was loaded. The time zone is the process's own (TZ), since the
// engine reads it once; the clock stands still at the load's "now".

import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const { window } = new JSDOM();
for (const name of ["window", "document", "DOMParser", "XMLSerializer", "Node", "Element", "Document", "Attr", "Text", "CDATASection", "Comment", "ProcessingInstruction", "XPathResult"]) {
  globalThis[name] ??= name === "window" ? window : window[name];
}

const RealDate = Date;
let frozen = RealDate.now();
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [frozen]));
  }
  static now() {
    return frozen;
  }
};

let dice = 1;
Math.random = () => {
  // Park and Miller's generator: what is drawn depends on the seed and the number of draws only.
  dice = (dice * 48271) % 2147483647;
  return dice / 2147483647;
};

globalThis.crypto.randomUUID = () => {
  const digits = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};

// The engine's parser was built for browsers and for CommonJS; as an ES module in Node it misses these two names.
globalThis.__dirname = import.meta.dirname;
globalThis.module = {};

console.log = console.info = console.warn = console.error; // stdout is for answers
const { loadForm } = await import("@getodk/xforms-engine");

let root = null;

function* walk(node) {
  yield node;
  for (const child of node.currentState.children ?? []) yield* walk(child);
}

function find(reference) {
  for (const node of walk(root)) {
    if (node.currentState.reference === reference && node.nodeType !== "repeat-instance") return node;
  }
  throw new Error(`no node at ${reference}`);
}

async function load({ xform, attachments = {}, now, seed = 1 }) {
  frozen = new RealDate(now).getTime();
  dice = (Math.abs(seed) % 2147483646) + 1;
  const fetchFormAttachment = async (url) => {
    const name = decodeURIComponent(url.href.split("/").pop());
    const text = attachments[name];
    if (text === undefined) return new Response("", { status: 404 });
    const type = name.endsWith(".csv") ? "text/csv" : name.endsWith("json") ? "application/geo+json" : "text/xml";
    return new Response(text, { status: 200, headers: { "content-type": type } });
  };
  root = null;
  const form = await loadForm(xform, { fetchFormAttachment });
  if (form.status === "failure") throw form.error;
  const instance = form.createInstance({
    instanceAttachments: { fileNameFactory: ({ basename, extension }) => `${basename}${extension ?? ""}` },
    preloadProperties: { deviceID: "oracle", username: "oracle", phoneNumber: "oracle" },
    geolocationProvider: { getLocation: async () => "" },
  });
  root = instance.root;
  return { root: root.currentState.reference, language: root.currentState.activeLanguage.language, languages: root.languages.map((each) => each.language) };
}

function set({ at, value }) {
  const node = find(at);
  const words = value.split(/\s+/).filter(Boolean);
  switch (node.nodeType) {
    case "select":
      node.selectValues(words);
      break;
    case "rank":
      node.setValues(words);
      break;
    case "trigger":
      node.setValue(value === "OK");
      break;
    case "upload":
      node.setValue(value === "" ? null : new File(["x"], `${value}.jpg`, { type: "image/jpeg" }));
      break;
    case "input":
    case "range":
      node.setValue(value);
      break;
    default:
      throw new Error(`a ${node.nodeType} takes no value: ${at}`);
  }
  return {};
}

function described(node) {
  const { reference, relevant, required, readonly, label, hint, valueOptions, instanceValue } = node.currentState;
  const answer = {
    reference,
    kind: node.nodeType,
    type: node.valueType ?? "",
    relevant,
    required,
    readonly,
    label: label?.asString ?? "",
    hint: hint?.asString ?? "",
    value: instanceValue ?? "",
  };
  if (node.nodeType === "select") answer.several = node.selectType === "select";
  if (node.nodeType === "select" || node.nodeType === "rank") {
    answer.choices = valueOptions.map((each) => ({ name: each.value, label: each.label?.asString ?? "" }));
  }
  const { constraint, required: filled } = node.validationState;
  if (constraint) {
    answer.satisfies = constraint.valid;
    answer.filled = filled.valid;
    answer.message = node.validationState.violation?.message?.asString ?? "";
  }
  return answer;
}

const doings = {
  load,
  set,
  add: ({ at }) => void find(at).addInstances(),
  remove: ({ at, number }) => void find(at).removeInstances(number - 1, 1),
  speak: ({ language }) => void root.setLanguage(root.languages.find((each) => each.language === language) ?? { language }),
  state: () => ({ nodes: [...walk(root)].slice(1).map(described) }),
};

function reason(error) {
  const causes = [];
  for (let each = error; each && causes.length < 5; each = each.cause) causes.push(each.message || String(each));
  return causes.join(": ");
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = (await doings[request.do](request)) ?? {};
  } catch (error) {
    answer = { error: reason(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
