// Scores a site on this machine with the MDN HTTP Observatory: node observatory.mjs HOST HTTP-PORT HTTPS-PORT PATH
// Prints {score, grade, tests: {name: [passed, points, result]}}.
import {retrieve} from '@mdn/mdn-http-observatory/src/retriever/retriever.js';
import {ALL_TESTS} from '@mdn/mdn-http-observatory/src/constants.js';
import {getGradeForScore, getScoreModifier} from '@mdn/mdn-http-observatory/src/grader/grader.js';

const [host, httpPort, httpsPort, path] = process.argv.slice(2);
const answers = await retrieve(host, {httpPort: Number(httpPort), httpsPort: Number(httpsPort), path});
if (answers.responses.https?.status !== 200) throw new Error(`no page over https: ${answers.responses.https?.status}`);

const tests = Object.fromEntries(ALL_TESTS.map((test) => {
  const {pass, result} = test(answers);
  return [test.name, [pass, result ? getScoreModifier(result) : 0, result]];
}));
const points = Object.values(tests).map(([, modifier]) => modifier);
const sum = (list) => list.reduce((total, each) => total + each, 0);
const base = 100 + sum(points.filter((each) => each < 0)); // extra points count from 90 on, as in its scanner
const score = base >= 90 ? 100 + sum(points) : base;
console.log(JSON.stringify({score, grade: getGradeForScore(score).grade, tests}));
