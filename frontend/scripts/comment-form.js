// While a reader writes, the browser works out a proof of work, and the form takes it along. Nothing is fetched before
// the form is touched. Whatever fails here, the comment is sent all the same: without a proof it waits for a moderator.

const form = document.getElementById("comment-form");
const FRESH = 60 * 60 * 1000; // milliseconds: half of what the server allows
const PATIENCE = 15 * 1000; // milliseconds that "Post" waits for an unfinished proof

// Pages demand trusted types; this policy gives a worker one address and no other.
const policy = globalThis.trustedTypes?.createPolicy("comment-form", { createScriptURL: () => form.dataset.solver });

let proof; // the promise of an answer
let asked = 0;
let answer = "";
let hasWaited = false;

async function prove() {
  const challenge = await (await fetch(form.dataset.challenge)).json();
  const worker = new Worker(policy?.createScriptURL("") ?? form.dataset.solver);
  try {
    const number = await new Promise((found, failed) => {
      worker.onmessage = (message) => found(message.data);
      worker.onerror = failed;
      worker.postMessage(challenge);
    });
    return number === null ? "" : btoa(JSON.stringify({ ...challenge, number }));
  } finally {
    worker.terminate();
  }
}

function begin() {
  if (proof && Date.now() - asked < FRESH) return;
  asked = Date.now();
  answer = "";
  hasWaited = false;
  proof = prove()
    .catch(() => "")
    .then((found) => {
      answer = found;
    });
}

function send(event) {
  begin();
  if (answer || hasWaited || event.submitter?.formNoValidate) return; // a preview needs none
  event.preventDefault();
  const patience = new Promise((over) => {
    setTimeout(over, PATIENCE);
  });
  Promise.race([proof, patience]).then(() => {
    hasWaited = true;
    setTimeout(() => form.requestSubmit(event.submitter)); // a form that is just being submitted would ignore it
  });
}

form.addEventListener("focusin", begin);
form.addEventListener("submit", send);
form.addEventListener("formdata", (event) => event.formData.set("proof", answer));
addEventListener("pageshow", (event) => {
  if (event.persisted) proof = undefined; // back from the sent comment: the next one needs a proof of its own
});
