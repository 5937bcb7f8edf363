// Forms: a second press does nothing, reasons of a disabled button are shown, files can be dropped, errors take the focus.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-busy", "true"));
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[aria-disabled='true'][data-shows]");
  if (!button) return;
  event.preventDefault();
  const reasons = document.getElementById(button.dataset.shows);
  if (!reasons) return;
  reasons.setAttribute("tabindex", "-1");
  reasons.focus();
  reasons.scrollIntoView({ block: "center" });
});

document.querySelectorAll("[data-drop]").forEach((area) => {
  const input = area.querySelector("input[type=file]");
  ["dragenter", "dragover"].forEach((name) =>
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("over");
    }),
  );
  ["dragleave", "drop"].forEach((name) => area.addEventListener(name, () => area.classList.remove("over")));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// A row of the checklist takes files too: they land in the form, which knows then what they are.
document.querySelectorAll("[data-drops-on]").forEach((row) => {
  const form = document.querySelector("#add-document");
  const input = form && form.querySelector("input[type=file]");
  const kind = form && form.querySelector("select");
  const older = form && form.querySelector("select[name$=replaces]");
  if (!input || !kind) return;
  ["dragenter", "dragover"].forEach((name) =>
    row.addEventListener(name, (event) => {
      event.preventDefault();
      row.classList.add("over");
    }),
  );
  ["dragleave", "drop"].forEach((name) => row.addEventListener(name, () => row.classList.remove("over")));
  row.addEventListener("drop", (event) => {
    event.preventDefault();
    kind.value = row.dataset.dropsOn;
    if (older) older.value = row.dataset.replaces || "";
    input.files = event.dataTransfer.files;
    form.open = true;
    form.querySelector("button").focus();
    form.scrollIntoView({ block: "center" });
  });
});

const first = document.querySelector("[data-takes-focus]");
if (first) first.focus();
const here = document.querySelector(".path [aria-current]");
if (here) here.parentElement.scrollLeft = Math.max(0, here.offsetLeft - here.parentElement.offsetLeft - 24);
document.querySelectorAll("form.filters select, form.filters input[type=checkbox]").forEach((field) =>
  field.addEventListener("change", () => field.form.requestSubmit()),
);
