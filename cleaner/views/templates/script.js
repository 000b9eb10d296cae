"use strict";
// Without scripts all blocks are shown, forms are sent as forms, and text is copied by hand.
document.documentElement.classList.add("scripted");
const element = (id) => document.getElementById(id);

// Blocks: show those of the chosen roles that the chosen stage changed, kept or left out.
const filter = () => {
  const filters = element("filters");
  if (!filters) return;
  const chosen = new FormData(filters);
  const roles = new Set(chosen.getAll("role"));
  const stage = chosen.get("stage");
  const kept = chosen.get("kept");
  for (const item of document.querySelectorAll("[data-stages]")) {
    const changed = !stage || item.dataset.stages.split(" ").includes(stage);
    const role = !item.dataset.role || roles.has(item.dataset.role);
    item.hidden = !(changed && role && (!kept || !item.dataset.kept || item.dataset.kept === kept));
  }
  for (const fold of document.querySelectorAll(".fold")) {
    fold.hidden = !fold.querySelector(".row:not([hidden])");
  }
};
document.addEventListener("change", (event) => {
  if (event.target.form?.id === "filters") filter();
});
filter(); // a browser may have kept what was chosen before a reload

// Text: copy it, or download it as a file.
const textBeside = (button) => button.closest(".copyable").querySelector("pre");
const copy = async (button) => {
  const source = textBeside(button);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // an address that the browser does not trust
    getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
  const label = button.textContent;
  button.textContent = document.body.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1500);
};
const download = (button) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([textBeside(button).textContent], { type: "text/plain" }));
  link.download = button.dataset.download;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-copy]")) copy(button);
  if (button?.matches("[data-download]")) download(button);
});

// The served page: explain without leaving it, so that what was pasted stays.
const ask = element("ask");
if (ask) {
  const progress = element("progress");
  let running;
  const explain = async () => {
    running?.abort();
    const request = running = new AbortController();
    const started = Date.now();
    const tick = () => { element("elapsed").textContent = Math.round((Date.now() - started) / 1000); };
    const timer = setInterval(tick, 1000);
    tick();
    element("problem").textContent = "";
    const shown = setTimeout(() => { progress.hidden = false; }, 300);
    try {
      const answer = await fetch(ask.action, {
        method: "POST", body: new FormData(ask), headers: { Accept: "text/html" }, signal: request.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["result", "toml", "problem"]) {
        element(id).replaceChildren(...(page.getElementById(id)?.childNodes ?? []));
      }
      filter();
      element("result").scrollIntoView();
    } catch (error) {
      if (error.name !== "AbortError") element("problem").textContent = element("problem").dataset.lost;
    } finally {
      clearInterval(timer);
      clearTimeout(shown);
      if (running === request) progress.hidden = true;
    }
  };
  const file = element("file");
  const text = element("text");
  const given = () => text.value || file.files.length || ask.elements.example.value;
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    explain();
  });
  element("cancel").addEventListener("click", () => running?.abort());
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) explain();
  });
  text.addEventListener("input", () => {
    ask.elements.example.value = "";
    file.value = "";
  });
  text.addEventListener("paste", () => setTimeout(explain));
  file.addEventListener("change", explain);
  element("options").addEventListener("change", () => { if (given()) explain(); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      explain();
    }
  });
}
