// Look-ups while a report is typed: htmx without its eval and its inline style, for fields added later as well, and
// told of what is chosen in the stock fields that look rows up, which say so to jQuery alone.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true });
document.addEventListener("formset:added", (event) => htmx.process(event.target));
window.django?.jQuery?.(document).on("select2:select select2:unselect select2:clear", (event) =>
  event.target.dispatchEvent(new Event("change", { bubbles: true })),
);
