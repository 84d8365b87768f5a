// The moderators' console with keys and without reloading. Every decision is the form of the page, sent by fetch: what
// this script does can be done without it. Decisions go to the server one after the other, so that none overtakes one.

const items = document.getElementById("items");
const said = document.getElementById("said");
const keysDialog = document.getElementById("keys");
const keysSwitch = document.getElementById("keys-on");
const words = document.getElementById("console-words").dataset;

const CARD = ".item, .campaign";
const OPEN = ":is(.item, .campaign):not(.decided)";
const KEYS_OFF = "parley-console-keys-off";
const FEW = 8; // undecided cards left, at which more are asked for
const NEWS_EVERY = 30 * 1000; // milliseconds
const NEXT_PAGE = "a[rel=next]";

// Pages demand trusted types. What is parsed here is this console's own page, whose texts the server has escaped.
const policy = globalThis.trustedTypes?.createPolicy("console", { createHTML: (html) => html });

let seen = items.dataset.seen;
let current = null; // the card that has, or last had, the focus
let line = Promise.resolve(); // what is being sent, and what waits for it
let unsent = 0;
let isLoading = false;
const done = []; // {batch, cards}: what can be undone, the last at the end

// Cards

const cards = () => [...items.querySelectorAll(CARD)];
const openCards = () => [...items.querySelectorAll(OPEN)];
const cardOf = (element) => element?.closest?.(CARD);

function goTo(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  const { top, bottom } = card.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) card.scrollIntoView({ block: "start" });
}

function neighbour(step) {
  const all = cards();
  if (!current?.isConnected) return openCards()[0];
  for (let place = all.indexOf(current) + step; all[place]; place += step) {
    if (all[place].matches(OPEN)) return all[place];
  }
  return null;
}

function nameOf(card) {
  return card.querySelector("h3 bdi")?.textContent ?? card.querySelector("h2").textContent;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button-quiet";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// One line in the place of a card that was decided; the card stays behind it, for an undo.
function fold(card, sentence, ...more) {
  outcomeOf(card)?.remove();
  const outcome = document.createElement("p");
  outcome.className = "outcome";
  const who = document.createElement("bdi");
  who.textContent = nameOf(card);
  const what = document.createElement("span");
  what.append(who, ": ", sentence);
  outcome.append(what, ...more);
  card.prepend(outcome);
  card.classList.add("decided");
  for (const details of card.querySelectorAll("details[open]")) details.open = false;
}

function unfold(card) {
  outcomeOf(card)?.remove();
  card.classList.remove("decided", "sending");
}

const outcomeOf = (card) => card.querySelector(":scope > .outcome");

function say(sentence, ...more) {
  const paragraph = document.createElement("p");
  paragraph.textContent = sentence;
  said.replaceChildren(paragraph, ...more);
}

function showCounts(counts) {
  for (const [queue, number] of Object.entries(counts ?? {})) {
    const shown = document.querySelector(`[data-count="${queue}"]`);
    if (shown) shown.textContent = number;
  }
  const left = openCards().length;
  document.getElementById("empty").hidden = left > 0;
  for (const form of document.querySelectorAll(".selection, .everything")) form.hidden = left === 0;
}

// Talking to the server

class Refusal extends Error {}

async function page(address) {
  const response = await fetch(address, { cache: "no-store" });
  if (!response.ok || response.redirected) throw new Refusal(words.signedOut);
  const html = await response.text();
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, "text/html");
}

const tokens = (root) => root.querySelectorAll("[name=csrfmiddlewaretoken]");

// After signing in again in another window the tokens of this page are old.
async function renewTokens() {
  const fresh = tokens(await page(location.href))[0]?.value;
  for (const field of tokens(document)) field.value = fresh;
  return fresh;
}

async function post(address, body, isSecond = false) {
  let response;
  try {
    response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Refusal(words.offline);
  }
  if (response.status === 403 && !isSecond) {
    body.set("csrfmiddlewaretoken", await renewTokens());
    return post(address, body, true);
  }
  if (response.redirected) throw new Refusal(words.signedOut);
  const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isAnswer ? await response.json() : { error: words.refused };
  if (!response.ok || answer.error) throw new Refusal(answer.error ?? words.refused);
  return answer;
}

function inLine(send) {
  unsent += 1;
  const turn = line.then(send).finally(() => {
    unsent -= 1;
  });
  line = turn.catch(() => {});
  return turn;
}

// Deciding

function decide(form, submitter, decided) {
  const body = new FormData(form, submitter);
  const decision = body.get("decision") ?? "approve";
  const hadFocus = decided.includes(current) || decided.includes(cardOf(document.activeElement));
  for (const card of decided) {
    fold(card, words[decision]);
    card.classList.add("sending");
    card.querySelector(":scope > .field-error")?.remove();
  }
  if (hadFocus) goTo(neighbour(1) ?? neighbour(-1) ?? decided[0]);
  return inLine(() => post(form.action, body)).then(
    (answer) => settle(decided, answer, decision),
    (error) => giveBack(decided, error, () => decide(form, submitter, decided)),
  );
}

function settle(decided, answer, decision) {
  const already = new Map(answer.already.map((one) => [`item-${one.id}`, one.sentence]));
  const whole = answer.batch === "" && answer.already.length > 0;
  const own = answer.batch ? { batch: answer.batch, cards: [] } : null;
  for (const card of decided) {
    card.classList.remove("sending");
    const other = already.get(card.id) ?? (whole ? answer.already[0].sentence : null);
    if (other) {
      fold(card, other);
      outcomeOf(card).classList.add("by-other");
    } else if (own) {
      own.cards.push(card);
      fold(card, words[decision], button(words.undo, () => undo(own)));
    }
  }
  if (own) done.push(own);
  const others = answer.already.map((one) => one.sentence);
  const extra = own && decided.length !== 1 ? [button(words.undo, () => undo(own))] : [];
  say([answer.sentence, ...others, others.length ? words.left : ""].filter(Boolean).join(" "), ...extra);
  showCounts(answer.counts);
  loadMore();
  return answer;
}

// What was refused stands again as it was, with the reason and another try.
function giveBack(decided, error, again) {
  const sentence = error instanceof Refusal ? error.message : words.offline;
  for (const card of decided) {
    unfold(card);
    card.querySelector(":scope > .field-error")?.remove();
    const complaint = document.createElement("p");
    complaint.className = "field-error";
    complaint.append(sentence, " ", button(words.retry, again));
    card.prepend(complaint);
  }
  say(decided[0] ? `${nameOf(decided[0])}: ${sentence}` : sentence);
  showCounts();
}

function undo(own) {
  if (done.includes(own)) done.splice(done.indexOf(own), 1);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", tokens(document)[0].value);
  return inLine(() => post(items.dataset.undo.replace("BATCH", own.batch), body)).then(
    (answer) => {
      own.cards.forEach(unfold);
      say(answer.sentence);
      showCounts(answer.counts);
      if (own.cards[0]?.isConnected) goTo(own.cards[0]);
      else refresh();
    },
    (error) => {
      if (error.message === words.offline || error.message === words.signedOut) done.push(own);
      say(error.message);
    },
  );
}

function undoLast() {
  line = line.then(() => {
    if (done.length) undo(done.at(-1));
    else say(words.nothing);
  });
}

// More of the queue, as it is emptied

async function loadMore() {
  const next = document.querySelector(NEXT_PAGE);
  if (isLoading || !next || openCards().length > FEW) return;
  isLoading = true;
  try {
    let fresh = await page(location.href);
    if (!append(fresh)) {
      fresh = await page(next.href);
      append(fresh);
    }
    const further = fresh.querySelector(NEXT_PAGE);
    if (further) next.href = further.href;
    else next.parentElement.remove();
    showCounts();
    if (document.activeElement === document.body || current?.matches(".decided")) goTo(neighbour(1));
  } catch {
    // the link to the next page still stands
  } finally {
    isLoading = false;
  }
}

function append(fresh) {
  const known = new Set(cards().map((card) => card.id));
  const added = [...fresh.querySelectorAll(`#items > :is(${CARD})`)].filter((card) => !known.has(card.id));
  items.append(...added.map((card) => document.adoptNode(card)));
  return added.length;
}

async function refresh() {
  try {
    const fresh = await page(location.href);
    items.replaceChildren(...[...fresh.getElementById("items").childNodes].map((node) => document.adoptNode(node)));
    for (const part of ["#selection", ".everything"]) {
      const old = document.querySelector(part);
      const renewed = fresh.querySelector(part);
      if (renewed) old?.replaceWith(document.adoptNode(renewed));
      else old?.remove();
    }
    showCounts();
    goTo(openCards()[0] ?? document.getElementById("main"));
  } catch (error) {
    say(error.message);
  }
}

async function hearNews() {
  if (document.hidden || unsent) return;
  try {
    const response = await fetch(`${items.dataset.news}?since=${seen}`, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected || unsent) return;
    const news = await response.json();
    seen = news.seen;
    for (const { id, sentence } of news.already) overtake(document.getElementById(`item-${id}`), sentence);
    showCounts(news.counts);
  } catch {
    // the next look will tell
  }
}

// Another moderator was quicker. Where somebody is writing in the card it stays open, and says so.
function overtake(card, sentence) {
  if (!card?.matches(OPEN) || card.classList.contains("overtaken")) return;
  if (card.querySelector("details[open] form")) {
    const note = document.createElement("p");
    note.className = "outcome by-other";
    note.textContent = sentence;
    card.prepend(note);
    card.classList.add("overtaken");
    return;
  }
  const hadFocus = card.contains(document.activeElement);
  fold(card, sentence);
  outcomeOf(card).classList.add("by-other");
  if (hadFocus) goTo(neighbour(1) ?? neighbour(-1));
}

// Forms

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches(".sign-out, .ban, .pick-form, .answer-appeal")) return; // these lead to a page
  const card = cardOf(form);
  if (form.id === "selection") {
    event.preventDefault();
    decideTicked(form, event.submitter);
  } else if (form.id === "everything") {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    inLine(() => post(form.action, body)).then(
      async (answer) => {
        await refresh();
        settle([], answer);
      },
      (error) => say(error.message),
    );
  } else if (form.matches(".reply-form")) {
    event.preventDefault();
    reply(card, form);
  } else if (card) {
    event.preventDefault();
    decide(form, event.submitter, [card]);
  } else if (form.closest("#said")) {
    event.preventDefault();
    undo({ batch: form.action.split("/").at(-2), cards: [] });
  }
});

function decideTicked(form, submitter) {
  const ticked = [...items.querySelectorAll("input[name=comment]:checked")].map(cardOf).filter((card) => card.matches(OPEN));
  if (ticked.length) {
    decide(form, submitter, ticked);
    for (const card of ticked) card.querySelector("input[name=comment]").checked = false;
  } else say(form.querySelector("span").textContent);
}

function reply(card, form) {
  const isHeld = card.querySelector(".decide .approve") !== null;
  const body = new FormData(form);
  const sending = inLine(() => post(form.action, body));
  form.querySelector("button").disabled = true;
  sending
    .then(
      (answer) => {
        form.closest("details").open = false;
        if (answer.moved.length) form.reset();
        if (isHeld || answer.already.length) {
          goTo(neighbour(1) ?? neighbour(-1));
          settle([card], answer, "approve");
        } else {
          settle([], answer);
          goTo(card);
        }
      },
      (error) => say(error.message),
    )
    .finally(() => {
      form.querySelector("button").disabled = false;
    });
}

// Words at hand go into the field, where they can be changed; without a script they stand before what was written.
document.addEventListener("change", (event) => {
  const menu = event.target;
  if (!menu.matches(".reply-form [name=kept]") || !menu.value) return;
  const kept = document.querySelector(`template[data-kept="${menu.value}"]`).content.textContent;
  const field = menu.form.elements.text;
  field.setRangeText(kept, field.selectionStart, field.selectionEnd, "end");
  menu.value = "";
  field.focus();
});

// Keys

function press(selector) {
  const target = current?.matches(OPEN) && current.querySelector(selector);
  if (target) target.click();
}

function open(selector, field) {
  const details = current?.matches(OPEN) && current.querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector(field).focus();
}

function choose(digit) {
  const form = current?.querySelector(".reject[open] form");
  if (!form) return;
  const choices = [...form.querySelectorAll("[type=radio]")];
  const choice = digit === 0 ? choices.at(-1) : choices[digit - 1];
  if (!choice) return;
  choice.checked = true;
  form.requestSubmit();
}

function closeWhatIsOpen() {
  const details = cardOf(document.activeElement)?.querySelector("details[open]:is(.reject, .reply-box, .ban-box)");
  if (!details) return;
  details.open = false;
  goTo(cardOf(details));
}

const KEYS = {
  j: () => goTo(neighbour(1)),
  k: () => goTo(neighbour(-1)),
  f: () => press(".decide .approve"),
  s: () => press(".decide .spam"),
  d: () => open(".reject", "[type=radio]:checked"),
  r: () => open(".reply-box", "textarea"),
  b: () => open(".ban-box", "[name=reason]"),
  x: () => press("input[name=comment][type=checkbox]"),
  z: undoLast,
  "/": () => document.getElementById("find")?.focus(),
  "?": () => keysDialog.showModal(),
};
const REPEATED = new Set(["j", "k"]);

function areKeysOn() {
  try {
    return localStorage.getItem(KEYS_OFF) === null;
  } catch {
    return true;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysDialog.open) return;
  if (event.key === "Escape") {
    closeWhatIsOpen();
    return;
  }
  if (!areKeysOn() || event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const key = event.key.toLowerCase();
  const act = /^\d$/.test(key) ? () => choose(Number(key)) : KEYS[key];
  if (!act || (event.repeat && !REPEATED.has(key))) return;
  event.preventDefault();
  act();
});

items.addEventListener("focusin", (event) => {
  current = cardOf(event.target);
});

keysSwitch.checked = areKeysOn();
keysSwitch.addEventListener("change", () => {
  try {
    if (keysSwitch.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  } catch {
    // a browser that keeps nothing forgets it with the page
  }
});
const offer = document.getElementById("keys-offer");
offer.hidden = false;
offer.querySelector("button").addEventListener("click", () => keysDialog.showModal());

addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});
document.addEventListener("visibilitychange", hearNews);
setInterval(hearNews, NEWS_EVERY);
