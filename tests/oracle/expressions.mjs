// The evaluator of Enketo's web forms as a process: one JSON request a line on stdin, one JSON answer a line on stdout.
//
//   {"zone": "Africa/Johannesburg", "now": "2026-11-23T16:00:00Z", "xml": "<data>…", "at": "/data/a", "expressions": ["1 + 1", …]}
//
// The answer has for every expression what it gives as each of XPath's types, or the reason why it gives nothing:
//   [{"any": …, "string": …, "number": …, "boolean": …}, {"error": "…"}]
// Numbers are written as text, since JSON has no NaN; nodes are the numbers of their elements in document order.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const { window } = new JSDOM();
globalThis.Node = window.Node;
globalThis.XPathResult = window.XPathResult;
globalThis.XPathEvaluator = class {
  evaluate(expression, node, resolver, type, result) {
    return (node.ownerDocument ?? node).evaluate(expression, node, resolver, type, result);
  }
  // A browser's compiled expression gives any type when none is asked for; jsdom's refuses.
  createExpression(expression, resolver) {
    return { evaluate: (node) => this.evaluate(expression, node, resolver, window.XPathResult.ANY_TYPE, null) };
  }
};

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

const evaluator = createRequire(import.meta.url)("openrosa-xpath-evaluator")();
const { ANY_TYPE, STRING_TYPE, NUMBER_TYPE, BOOLEAN_TYPE } = window.XPathResult;

function any(expression, node, places) {
  const found = evaluator.evaluate(expression, node, null, ANY_TYPE);
  if (found.resultType === NUMBER_TYPE) return { number: String(found.numberValue) };
  if (found.resultType === BOOLEAN_TYPE) return { boolean: found.booleanValue };
  if (found.snapshotLength === undefined) return { string: found.stringValue };
  return { nodes: Array.from({ length: found.snapshotLength }, (_, index) => places.get(found.snapshotItem(index)) ?? -1) };
}

function asked({ zone, now, xml, at, expressions }) {
  process.env.TZ = zone;
  frozen = new RealDate(now).getTime();
  const document = new window.DOMParser().parseFromString(xml, "text/xml");
  const places = new Map([...document.querySelectorAll("*")].map((element, index) => [element, index]));
  const node = document.evaluate(at, document, null, 9, null).singleNodeValue;
  return expressions.map((expression) => {
    try {
      return {
        any: any(expression, node, places),
        string: evaluator.evaluate(expression, node, null, STRING_TYPE).stringValue,
        number: String(evaluator.evaluate(expression, node, null, NUMBER_TYPE).numberValue),
        boolean: evaluator.evaluate(expression, node, null, BOOLEAN_TYPE).booleanValue,
      };
    } catch (error) {
      return { error: String(error?.message ?? error).slice(0, 300) };
    }
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(asked(JSON.parse(line)))}\n`);
}
