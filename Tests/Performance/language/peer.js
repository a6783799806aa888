// The same as LanguageBench, by graphql-js: node peer.js SCHEMA QUERY SECONDS
const fs = require("fs");
const { buildSchema, parse, validate } = require("graphql");

const [schemaFile, queryFile, seconds] = process.argv.slice(2);
const schema = buildSchema(fs.readFileSync(schemaFile, "utf8"));
const query = fs.readFileSync(queryFile, "utf8");
const run = () => validate(schema, parse(query)).length;

function measure(limit) {
  const start = process.hrtime.bigint();
  for (let runs = 1; ; runs++) {
    run();
    const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    if (elapsed >= limit) return runs / elapsed;
  }
}

if (run() !== 0) process.exit(65);
// As long again to warm up: the compiler of node works while it runs.
measure(Number(seconds));
console.log(measure(Number(seconds)).toFixed(1));
