"use strict";
// Shows the blocks of the chosen roles that the chosen stage changed. Without scripts all are shown.
const filters = document.getElementById("filters");
if (filters) {
  const apply = () => {
    const chosen = new FormData(filters);
    const roles = new Set(chosen.getAll("role"));
    const stage = chosen.get("stage");
    for (const item of document.querySelectorAll("[data-stages]")) {
      const changed = !stage || item.dataset.stages.split(" ").includes(stage);
      item.hidden = !(changed && (!item.dataset.role || roles.has(item.dataset.role)));
    }
  };
  filters.addEventListener("change", apply);
  apply(); // a browser may have kept what was chosen before a reload
}

// The served page: what is pasted or dropped is explained at once.
const ask = document.getElementById("ask");
if (ask) {
  const file = document.getElementById("file");
  const send = () => ask.requestSubmit();
  file.addEventListener("change", send);
  document.getElementById("text").addEventListener("paste", () => setTimeout(send));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      send();
    }
  });
}
