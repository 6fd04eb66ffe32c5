// Firefox over WebDriver BiDi: each line of stdin is a request, each line of stdout a reply.
//   ["open", "https://…"] -> {"value": null}      ["js", "document.title"] -> {"value": "…"}      -> {"error": "…"}
import {createInterface} from 'node:readline';
import puppeteer from 'puppeteer-core';

const browser = await puppeteer.launch({browser: 'firefox', executablePath: process.argv[2], acceptInsecureCerts: true});
const page = await browser.newPage();
const briefly = {timeout: 3000};
const messages = [];
page.on('console', (message) => messages.push(message.text()));
page.on('pageerror', (error) => messages.push(String(error)));

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
