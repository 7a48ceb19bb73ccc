// A sheet that rises from the lower edge of the phone's own screen, and holds the keyboard until it is closed.

import { byId } from "./words.js";

let opener = null;

export function openSheet(sheet) {
  opener = document.activeElement;
  sheet.show();
  cover(true);
  sheet.querySelector("button, input")?.focus();
}

export function closeSheet() {
  const sheet = document.querySelector("dialog.sheet[open]");
  if (!sheet) return;
  sheet.close();
  cover(false);
  opener?.focus();
}

function cover(covered) {
  byId("scrim").hidden = !covered;
  for (const part of document.querySelectorAll(".callee, .scroll, .foot")) part.inert = covered;
}

export function listenToSheets() {
  byId("scrim").addEventListener("click", closeSheet);
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", closeSheet);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") closeSheet();
  });
}
