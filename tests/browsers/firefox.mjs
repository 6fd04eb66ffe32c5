// Firefox over WebDriver BiDi: one request a line on stdin, one reply a line on stdout.
//   ["open", "https://…"] -> {"value": null}      ["js", "document.title"] -> {"value": "…"}      -> {"error": "…"}
import {createInterface} from 'node:readline';
import puppeteer from 'puppeteer-core';

const browser = await puppeteer.launch({browser: 'firefox', executablePath: process.argv[2], acceptInsecureCerts: true});
const page = await browser.newPage();
const briefly = {timeout: 3000};
const said = [];
page.on('console', (message) => said.push(message.text()));
page.on('pageerror', (error) => said.push(String(error)));

const requests = {
  open: (address) => page.goto(address),
  address: () => page.evaluate(() => location.href),
  js: (expression) => page.evaluate(expression),
  click: (selector) => page.click(selector),
  press: (key) => page.keyboard.press(key),
  back: () => page.goBack(briefly).catch(() => {}), // it waits in vain for some pages that do come
  forward: () => page.goForward(briefly).catch(() => {}),
  reload: () => page.reload(),
  said: () => said.splice(0),
};

for await (const line of createInterface({input: process.stdin})) {
  const [name, ...given] = JSON.parse(line);
  try {
    const value = await requests[name](...given);
    console.log(JSON.stringify({value: ['address', 'js', 'said'].includes(name) ? value ?? null : null}));
  } catch (error) {
    console.log(JSON.stringify({error: String(error)}));
  }
}
await browser.close();
