// Firefox over WebDriver BiDi: each line of stdin is a request, each line of stdout a reply.
//   ["open", "https://…"] -> {"value": null}      ["js", "document.title"] -> {"value": "…"}      -> {"error": "…"}
// Arguments: the path of Firefox, and, to keep one, the folder of a profile, whose tabs are opened again.
import {existsSync} from 'node:fs';
import {createInterface} from 'node:readline';
import puppeteer from 'puppeteer-core';

const [executablePath, userDataDir] = process.argv.slice(2);
const KEPT = {
  'remote.prefs.recommended': false, // they switch off what a reader's Firefox keeps
  'browser.sessionstore.resume_from_crash': true,
  'browser.sessionstore.interval': 1000,
  'browser.sessionstore.restore_on_demand': false, // loads all tabs again
  'browser.startup.page': 3,
};
const restored = userDataDir && existsSync(`${userDataDir}/sessionstore-backups`);
const options = userDataDir && {
  userDataDir,
  extraPrefsFirefox: KEPT,
  args: ['--remote-allow-system-access'],
  handleSIGTERM: false, // Firefox gets the signal, too
};
const browser = await puppeteer.launch({browser: 'firefox', executablePath, acceptInsecureCerts: true, ...options});
let page = restored ? await opened() : await browser.newPage();
const briefly = {timeout: 3000};
const messages = [];
page.on('console', (message) => messages.push(message.text()));
page.on('pageerror', (error) => messages.push(String(error)));

// "Reopen closed tab" is a button of the browser, in a document that only Firefox's own scope shows.
async function reopen() {
  const here = page;
  page = await browser.newPage();
  await here.close();
  const {result} = await browser.connection.send('browsingContext.getTree', {'moz:scope': 'chrome'});
  const target = {context: result.contexts[0].context};
  const act = {expression: 'void SessionStore.undoCloseTab(window, 0)', target, awaitPromise: false};
  await browser.connection.send('script.evaluate', act);
  page = await opened();
}

// Returns the tab that Firefox opens again.
async function opened() {
  const again = (await browser.pages()).find((tab) => tab.url() !== 'about:blank');
  return again ?? new Promise((done) => setTimeout(done, 50)).then(opened);
}

const requests = {
  open: (address) => page.goto(address),
  address: () => page.evaluate(() => location.href),
  js: (expression) => page.evaluate(expression),
  click: (selector) => page.click(selector),
  press: (key) => page.keyboard.press(key),
  back: () => page.goBack(briefly).catch(() => {}), // it times out for some pages that have loaded
  forward: () => page.goForward(briefly).catch(() => {}),
  reload: () => page.reload(),
  messages: () => messages.splice(0),
  reopen,
};

for await (const line of createInterface({input: process.stdin})) {
  const [name, ...given] = JSON.parse(line);
  try {
    const value = await requests[name](...given);
    console.log(JSON.stringify({value: ['address', 'js', 'messages'].includes(name) ? value ?? null : null}));
  } catch (error) {
    console.log(JSON.stringify({error: String(error)}));
  }
}
await browser.close();
