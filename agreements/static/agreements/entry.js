// Look-ups while a report is typed: htmx without its eval and its inline style; told of fields added later, and of what
// is chosen in the stock fields that look rows up, which say so to jQuery alone; sending only what a look-up asks for.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true });
document.addEventListener("formset:added", (event) => htmx.process(event.target));
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const sends = detail.elt.dataset.sends?.split(" ");
  if (!sends) return;
  for (const name of [...detail.formData.keys()]) {
    if (!sends.includes(name.split("-").at(-1))) detail.formData.delete(name);
  }
});
window.django?.jQuery?.(document).on("select2:select select2:unselect select2:clear", (event) =>
  event.target.dispatchEvent(new Event("change", { bubbles: true })),
);
