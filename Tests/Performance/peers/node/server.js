'use strict';
// graphql-js behind Node's HTTP server. PORT, UPSTREAM (a URL), PROCESSES (default 1), CONNECTIONS (to the upstream, per process).
const cluster = require('cluster');
const http = require('http');
const { buildSchema, execute, parse, validate, Kind } = require('/usr/share/nodejs/graphql');
const { Pool } = require('/usr/share/nodejs/undici');

const processes = Number(process.env.PROCESSES || 1);
if (processes > 1 && cluster.isPrimary) {
  for (let index = 0; index < processes; index++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill('SIGTERM');
    process.exit(0);
  });
} else {
  serve();
}

function serve() {
  const upstream = new Pool(process.env.UPSTREAM, { connections: Number(process.env.CONNECTIONS || 64), pipelining: 1 });

  async function load(path) {
    const { statusCode, body } = await upstream.request({ path, method: 'GET' });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path}: status ${statusCode}`);
    return JSON.parse(text);
  }

  const schema = buildSchema(`
    type Query { greet: String! posts: [Post] search(tag: String!): [Post] }
    type Post { id: Int! userId: Int! title: String! body: String! user: User }
    type User { id: Int! name: String! username: String! email: String! phone: String website: String }
  `);

  // Whether a selection has the field, also through fragments.
  function selects(selectionSet, name, fragments) {
    return selectionSet.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name;
      const part = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      return selects(part.selectionSet, name, fragments);
    });
  }

  // The posts; when their users are asked for, these are loaded here, each once, so that Post.user needs no promise for each post.
  async function posts(path, request, info) {
    const list = await load(path);
    if (info.fieldNodes.some((node) => selects(node.selectionSet, 'user', info.fragments))) {
      const calls = new Map();
      for (const post of list) {
        if (!calls.has(post.userId)) calls.set(post.userId, load('/users/' + post.userId).catch((error) => error));
      }
      for (const [id, call] of calls) request.users.set(id, await call);
    }
    return list;
  }

  const query = schema.getQueryType().getFields();
  query.greet.resolve = () => 'Hello World!';
  query.posts.resolve = (_, __, request, info) => posts('/posts', request, info);
  query.search.resolve = (_, { tag }, request, info) => posts('/posts?tag=' + encodeURIComponent(tag), request, info);
  schema.getType('Post').getFields().user.resolve = (post, _, request) => {
    const user = request.users.get(post.userId);
    if (user instanceof Error) throw user;
    return user;
  };

  const documents = new Map();
  function prepared(text) {
    let entry = documents.get(text);
    if (entry === undefined) {
      const document = parse(text);
      entry = { document, errors: validate(schema, document) };
      if (documents.size >= 1000) documents.delete(documents.keys().next().value);
      documents.set(text, entry);
    }
    return entry;
  }

  function send(response, status, result) {
    const text = JSON.stringify(result);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
    response.end(text);
  }

  async function answer(text, response) {
    try {
      const request = JSON.parse(text);
      const { document, errors } = prepared(request.query);
      if (errors.length > 0) return send(response, 400, { errors });
      const result = execute({
        schema,
        document,
        variableValues: request.variables,
        operationName: request.operationName,
        contextValue: { users: new Map() },
      });
      send(response, 200, result instanceof Promise ? await result : result);
    } catch (error) {
      send(response, 400, { errors: [{ message: error.message }] });
    }
  }

  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => answer((parts.length === 1 ? parts[0] : Buffer.concat(parts)).toString(), response));
  });
  server.keepAliveTimeout = 300_000;
  server.listen(Number(process.env.PORT), '127.0.0.1', 4096);
}
