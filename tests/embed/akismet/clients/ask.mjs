// Asks Parley through clients from npm, and prints what they made of the answers.
// node ask.mjs ADDRESS KEY BLOG, with the comments on standard input: {"honest": …, "spam": …}
import { readFileSync } from "node:fs";
import { Author, Blog, CheckResult, Client, Comment } from "@cedx/akismet";
import { AkismetClient } from "akismet-api";

const [address, key, blog] = process.argv.slice(2);
const { honest, spam } = JSON.parse(readFileSync(0, "utf8"));

// Takes the address as a whole, and sends the key in the form.
async function askCedx() {
  const client = new Client(key, new Blog({ url: blog, charset: "UTF-8", languages: ["en"] }), { baseUrl: address });
  const stranger = new Client("000000000000", new Blog({ url: blog }), { baseUrl: address });
  const comment = (content, author) =>
    new Comment({ author: new Author({ ipAddress: "192.0.2.7", ...author }), content, context: ["water", "rivers"] });
  await client.submitSpam(comment(spam, { name: "cheap pills" }));
  await client.submitHam(comment(honest, { name: "Cleo" }));
  return {
    key: await client.verifyKey(),
    strangeKey: await stranger.verifyKey(),
    honest: await client.checkComment(comment(honest, { name: "Cleo" })) === CheckResult.ham,
    spam: await client.checkComment(comment(spam, { name: "cheap pills" })) === CheckResult.pervasiveSpam,
    administrator: await client.checkComment(comment(spam, { role: "administrator" })) === CheckResult.ham,
    guaranteed: await client.checkComment(comment(honest, { name: "akismet-guaranteed-spam" })) !== CheckResult.ham,
  };
}

// Writes the key into the host; `endpoint` is where it asks, and takes an address with the key in its path.
async function askAkismetApi() {
  const { host, protocol } = new URL(address);
  const made = (used) => {
    const client = new AkismetClient({ key: used, blog, host, protocol: protocol.replace(":", "") });
    client.endpoint = `${address}/embed/akismet/${used}/1.1/`;
    return client;
  };
  const client = made(key);
  const comment = (content, more) => ({ ip: "192.0.2.7", useragent: "A browser", content, ...more });
  await client.submitSpam(comment(spam, { name: "cheap pills" }));
  await client.submitHam(comment(honest, { name: "Cleo" }));
  return {
    key: await client.verifyKey(),
    strangeKey: await made("000000000000").verifyKey(),
    honest: !(await client.checkSpam(comment(honest, { name: "Cleo" }))),
    spam: await client.checkSpam(comment(spam, { name: "cheap pills" })),
    administrator: !(await client.checkSpam(comment(spam, { role: "administrator" }))),
    guaranteed: await client.checkSpam(comment(honest, { name: "akismet-guaranteed-spam" })),
    trap: await client.checkSpam(comment(honest, { honeypot: "filled in" })),
  };
}

console.log(JSON.stringify({ cedx: await askCedx(), "akismet-api": await askAkismetApi() }));
