// Dialogs: quick search by Ctrl-K, questions before what cannot be taken back, messages that close.
"use strict";

function box(id) {
  return document.getElementById(id);
}

function openBox(dialog) {
  const rail = box("rail");
  if (rail && rail.matches(":popover-open")) rail.hidePopover();
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && box("search-box")) {
    event.preventDefault();
    openBox(box("search-box"));
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && box(opener.dataset.opens)) {
    event.preventDefault();
    openBox(box(opener.dataset.opens));
    return;
  }
  if (event.target.closest("[data-closes]") || (event.target.matches("dialog") && event.target.open)) {
    event.target.closest("dialog").close();
    return;
  }
  const asker = event.target.closest("[data-asks]");
  if (asker && !asker.dataset.sure && box(asker.dataset.asks)) {
    event.preventDefault();
    const dialog = box(asker.dataset.asks);
    dialog.querySelector("[data-confirms]").onclick = () => {
      asker.dataset.sure = "yes";
      dialog.close();
      asker.click();
    };
    openBox(dialog);
    return;
  }
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".notice").remove();
});

// Arrow keys walk through the hits of the quick search.
document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest && event.target.closest("#search-box");
  if (!dialog || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [dialog.querySelector("input"), ...dialog.querySelectorAll(".hits a")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// One Escape closes the quick search: the browser would first only empty a field of type search.
document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest && event.target.closest("#search-box");
  if (!dialog || event.key !== "Escape") return;
  event.preventDefault();
  dialog.close();
});

// Menus close when one clicks elsewhere or presses Escape.
function closeMenus(except) {
  document.querySelectorAll("details.menu[open], .rail details[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open], .rail details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

document.querySelectorAll("[data-dismiss]").forEach((button) => {
  button.hidden = false;
});
