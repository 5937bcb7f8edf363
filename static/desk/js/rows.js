// Rows of a list open as a whole; the link inside stays the keyboard's way in. j and k walk through them.
// A table wider than its card scrolls inside it, by keyboard too.
"use strict";

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (window.getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else window.location.assign(row.dataset.href);
});

document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const links = [...document.querySelectorAll("tr[data-href] a.number, tr[data-href] a.row-link")];
  if (!links.length) return;
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = links[here + (event.key === "j" ? 1 : -1)] || links[event.key === "j" ? 0 : links.length - 1];
  next.focus();
});

function reachable(table) {
  const wrap = table.parentElement;
  if (wrap.scrollWidth <= wrap.clientWidth) {
    for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
  } else if (!wrap.hasAttribute("tabindex")) {
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "group");
    wrap.setAttribute("aria-label", table.caption?.textContent ?? document.title);
  }
}

const widths = new ResizeObserver((changes) => changes.forEach(({ target }) => reachable(target)));
document.addEventListener("htmx:load", ({ target }) => {
  for (const table of target.querySelectorAll(".table-wrap:not([tabindex]) > table")) {
    reachable(table);
    widths.observe(table);
  }
});
