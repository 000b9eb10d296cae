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
