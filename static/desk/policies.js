// The grid of a policy: the arrow keys walk from row to row, and leaving with unsaved cells asks first.
"use strict";

const draft = document.getElementById("draft");
let changed = false;

if (draft) {
  draft.addEventListener("input", () => {
    changed = true;
  });
  draft.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  draft.addEventListener("keydown", (event) => {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches(".cells input")) return;
    const column = [...event.target.closest("tr").children].indexOf(event.target.closest("td"));
    const bodies = [...draft.querySelectorAll(".cells tbody")];
    const here = bodies.indexOf(event.target.closest("tbody"));
    const next = bodies[here + (event.key === "ArrowDown" ? 1 : -1)];
    const field = next && next.rows[0].cells[column] && next.rows[0].cells[column].querySelector("input:not([type=hidden])");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}
