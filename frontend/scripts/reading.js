// Comforts for whoever reads; nothing here is needed. What is new since the last visit is marked, new comments are
// offered and never push the text, and a vote counts without leaving the page.

const section = document.getElementById("conversation");
const POLL = 60_000; // milliseconds; the file answers 304 while nothing is new

const seenKey = `seen ${location.pathname.replace(/conversation\/.*/, "")}`;
try {
  const before = localStorage.getItem(seenKey);
  if (before && section)
    for (const time of section.querySelectorAll(".permalink time"))
      if (time.dateTime > before) time.closest(".comment").classList.add("unread");
  if (section) localStorage.setItem(seenKey, new Date().toISOString().replace(/\.\d+/, ""));
} catch {} // private window, or full

const news = Object.assign(document.createElement("p"), { className: "news" });
news.setAttribute("role", "status");
section?.append(news);

async function look() {
  if (document.hidden) return;
  try {
    const { count, newest } = await (await fetch(section.dataset.pulse, { cache: "no-cache" })).json();
    const more = count - section.dataset.count;
    if (more < 1) return news.replaceChildren();
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = section.dataset.news.replace("NUMBER", more);
    button.onclick = () => {
      const [path, hash] = newest.split("#");
      if (path !== location.pathname) return location.assign(newest);
      location.hash = hash;
      location.reload();
    };
    if (news.textContent !== button.textContent) news.replaceChildren(button);
  } catch {} // offline, or the file is not there yet
}
if (section?.dataset.pulse) {
  setInterval(look, POLL);
  document.addEventListener("visibilitychange", look);
}

section?.addEventListener("click", async (event) => {
  const button = event.target.closest("button.useful");
  if (!button) return;
  event.preventDefault();
  const body = new URLSearchParams({ comment: button.value });
  if (button.ariaPressed === "true") body.set("back", "1");
  const answer = await fetch(button.form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (!answer?.ok) return button.form.requestSubmit(button); // the page that answers says what is wrong
  const { useful, mine } = await answer.json();
  button.ariaPressed = String(mine);
  button.querySelector("b")?.remove();
  if (useful) button.append(" ", Object.assign(document.createElement("b"), { textContent: useful }));
});
