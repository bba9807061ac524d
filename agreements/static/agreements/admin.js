// The stock fields that look rows up as one types have no accessible name: give them that of their label.
function nameLookups() {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${field.id}"]`);
    if (!label) continue;
    label.id ||= `label_${field.id}`;
    for (const part of field.parentElement.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
      part.setAttribute("aria-labelledby", label.id);
    }
  }
}
window.django?.jQuery?.(nameLookups); // after what makes the fields, which waits for its turn in the same row
document.addEventListener("formset:added", () => setTimeout(nameLookups));
