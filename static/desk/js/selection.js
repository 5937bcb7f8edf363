// Choosing rows of a list: all of the page at once, and how many are chosen.
"use strict";

document.querySelectorAll("[data-selects]").forEach((whole) => {
  const boxes = [...document.querySelectorAll(whole.dataset.selects)];
  const told = document.querySelector("[data-counts]");
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    whole.checked = chosen > 0 && chosen === boxes.length;
    whole.indeterminate = chosen > 0 && chosen < boxes.length;
    if (told) told.textContent = told.dataset.counts.replace("0", chosen);
  };
  whole.closest("label").hidden = false;
  whole.addEventListener("change", () => {
    boxes.forEach((box) => {
      box.checked = whole.checked;
    });
    tell();
  });
  boxes.forEach((box) => box.addEventListener("change", tell));
  tell();
});
