// The preview follows the form. Without this script the buttons beside it do the same.
const form = document.getElementById("appearance-form");
const frame = document.getElementById("appearance-preview");
const address = new URL(frame.src).pathname;
let page = "front";
let waiting;

const show = async () => {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  fields.set("page", page);
  const asked = `${address}?${fields}`;
  const answer = await fetch(asked, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const errors = await answer.json();
  for (const place of form.querySelectorAll("[id^='error-']")) {
    const said = (errors[place.id.slice(6)] || []).join(" ");
    if (place.textContent !== said) place.textContent = said;
  }
  frame.src = asked;
};

const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 300);
};

form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("click", (event) => {
  if (event.target.name === "page") page = event.target.value;
});
