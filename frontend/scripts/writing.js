// Comforts for whoever writes; nothing here is needed. A draft survives closing the browser, the form comes to the
// comment that it answers, what is selected is quoted, and after posting stands the way to change it.

const form = document.getElementById("comment-form");
const field = (name) => form.elements.namedItem(name);
const WRITER = ["name", "email", "website"];
const KEPT = 30 * 24 * 60 * 60 * 1000; // milliseconds that a draft is kept
const memory = {}; // where the browser keeps nothing for us, a draft lives as long as the page

function recall(key) {
  try {
    return JSON.parse(memory[key] ?? localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  memory[key] = JSON.stringify(value);
  try {
    if (value) localStorage.setItem(key, memory[key]);
    else localStorage.removeItem(key);
  } catch {} // private window, or full
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function sent(key) {
  try {
    const before = sessionStorage.getItem("sent");
    if (key) sessionStorage.setItem("sent", key);
    else sessionStorage.removeItem("sent");
    return before;
  } catch {}
}

const own = new URLSearchParams(location.search).get("own");
if (own || !form) {
  const key = sent();
  if (key) keep(key, null); // it arrived: its private page or its place is shown
}
addEventListener("pageshow", () => sent()); // back in a form: it did not arrive

if (own) {
  history.replaceState(null, "", location.pathname + location.hash);
  const line = make("p", { className: "posted", role: "status" });
  document.getElementById(location.hash.slice(1))?.querySelector(".comment").after(line);
  const link = make("a", { href: form.dataset.own.replace("/own/", `/${own}/`) }, form.dataset.change);
  setTimeout(() => line.append(form.dataset.posted, " ", link)); // a live region speaks of what comes into it
}

if (form) write();

function write() {
  const text = field("text");
  const key = () => form.dataset.key ?? `draft ${field("thread").value} ${field("parent").value}`;
  const note = make("p", { className: "hint", role: "status" });
  text.after(note);

  const save = () => keep(key(), text.value.trim() ? { text: text.value, at: Date.now() } : null);
  const restore = () => {
    const draft = recall(key());
    const lost = draft && Date.now() - draft.at < KEPT && draft.text !== text.value;
    if (lost) text.value = draft.text;
    note.textContent = lost ? form.dataset.draft : "";
  };

  if (!document.getElementById("form-errors") && (!text.value.trim() || form.dataset.key)) restore();
  const writer = recall("writer") ?? {};
  for (const name of WRITER) if (field(name) && !field(name).value) field(name).value = writer[name] ?? "";

  form.addEventListener("input", save);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formNoValidate) return; // a preview
    sent(key());
    if (field("name")) keep("writer", Object.fromEntries(WRITER.map((name) => [name, field(name).value])));
  });
  form.addEventListener("formdata", (event) => event.formData.set("place", "1"));

  // Replies in place.
  const [heading, button] = [form.querySelector("h2"), form.querySelector(".button")];
  const [home, plain] = [make("span", { hidden: true }), [heading?.textContent, button?.textContent]];
  const cancel = make("button", { type: "button", className: "button-quiet" }, form.dataset.cancel ?? "");
  let picked = "";
  let link;

  function move(id, words) {
    field("parent").value = id;
    [heading.textContent, button.textContent] = words;
    text.value = "";
    restore();
  }

  function goHome() {
    home.replaceWith(form);
    cancel.remove();
    move("", plain);
    link.focus();
  }

  function selected(item) {
    const [selection, words] = [getSelection(), item.querySelector(".words")];
    const ends = [selection.anchorNode, selection.focusNode];
    return ends.every((end) => words.contains(end)) ? selection.toString().trim() : "";
  }

  addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.(".comments .reply")?.closest("li"); // a click ends the selection: read it before
    picked = item ? selected(item) : "";
  });

  addEventListener("click", (event) => {
    const clicked = event.target.closest?.(".comments .reply");
    if (!clicked || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link = clicked;
    const item = link.closest("li");
    const words = item.querySelector(".words");
    const quote = picked || selected(item) || (link.matches(".quote") ? words.innerText.trim() : "");
    picked = "";
    if (!home.isConnected) form.before(home);
    item.querySelector(".comment").after(form);
    button.after(cancel);
    const reply = item.querySelector(".reply").getAttribute("aria-label");
    move(item.id.slice(1), [reply, form.dataset.reply]);
    if (quote) {
      text.value = `${text.value.trim()}\n\n${quote.replace(/^/gm, "> ")}\n\n`.trimStart();
      save();
    }
    text.focus();
  });

  cancel.addEventListener("click", goHome);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && home.isConnected) goHome();
  });
}
