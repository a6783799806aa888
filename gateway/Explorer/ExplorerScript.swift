/// The explorer's script. It calls `/graphql` of its own origin and keeps the access token in the tab's session storage only.
enum ExplorerScript {
  static let javaScript = #"""
    "use strict";
    const byId = (id) => document.getElementById(id);
    const make = (name, attributes, ...children) => {
      const element = Object.assign(document.createElement(name), attributes);
      element.append(...children);
      return element;
    };
    // The examples of this repository's own graph. They are offered only for a graph that has their fields.
    const ownExamples = [
      ["Register", `mutation {
      register(input: {email: "user@example.com" password: "password123" firstName: "John" lastName: "Doe"}) {
        token
        user { id email fullName }
      }
    }`],
      ["Log in", `mutation {
      login(input: {email: "user@example.com" password: "password123"}) {
        token
        user { id email }
      }
    }`],
      ["Place an order", `mutation {
      createOrder(input: {
        shippingAddress: "123 Main St, City, Country"
        notes: "Please handle with care"
        items: [{productId: "prod-1" productName: "Laptop" quantity: 1 unitPrice: 999.99}]
      }) {
        id
        status
        totalAmount
        items { productName quantity unitPrice }
      }
    }`],
      ["Orders with buyers and payments", `query {
      orders(limit: 10) {
        data {
          id
          status
          totalAmount
          user { id email fullName }
          payment { id status amount }
        }
        pageInfo { total hasMore }
      }
    }`],
      ["Me and my orders", `query {
      me {
        id
        email
        firstName
        lastName
        orders {
          id
          status
          totalAmount
          items { productName quantity }
        }
      }
    }`],
    ];

    const operation = byId("operation"), variables = byId("variables"), headers = byId("headers");
    const token = byId("token"), response = byId("response"), state = byId("state"), run = byId("run");
    const remember = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* storage may be switched off */ } };
    const recall = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
    const say = (text, bad = false) => { state.textContent = text; state.classList.toggle("bad", bad); };

    // Replaces a text so that the browser can undo it, which setting `value` would prevent.
    function type(area, text) {
      area.focus();
      if (!document.execCommand(text ? "insertText" : "delete", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    }
    function replace(area, text) {
      if (area.value === text) return;
      area.select();
      type(area, text);
    }
    function offer(examples) {
      byId("examples").replaceChildren(...examples.map(([title, text, values = ""]) => {
        const button = make("button", { type: "button", textContent: title });
        button.addEventListener("click", () => { replace(variables, values); replace(operation, text); say(`Example: ${title}.`); });
        return make("li", {}, button);
      }));
      if (!operation.value && examples.length) operation.value = examples[0][1];
    }
    operation.value = recall("operation") ?? "";
    variables.value = recall("variables") ?? "";
    token.value = recall("token") ?? "";

    function requestHeaders() {
      const all = { "content-type": "application/json", accept: "application/graphql-response+json, application/json;q=0.9" };
      if (token.value.trim()) all.authorization = `Bearer ${token.value.trim().replace(/^Bearer\s+/i, "")}`;
      for (const line of headers.value.split("\n").filter((line) => line.trim())) {
        const colon = line.indexOf(":");
        const name = line.slice(0, colon).trim().toLowerCase(), value = line.slice(colon + 1).trim();
        // The browser says which names and values it cannot send.
        try { if (colon < 1) throw new TypeError(); new Headers([[name, value]]); } catch { throw new Error(`Not a header: ${line}`); }
        all[name] = value;
      }
      return all;
    }
    async function send(body, extra) {
      return fetch("/graphql", { method: "POST", headers: { ...requestHeaders(), ...extra }, body: JSON.stringify(body) });
    }

    const shape = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d[\d.eE+-]*)/g;
    function show(text) {
      const parts = [];
      let end = 0;
      for (const found of text.matchAll(shape)) {
        parts.push(text.slice(end, found.index));
        const kind = found[1] ? (found[2] ? "key" : "string") : found[3] ? "word" : "number";
        parts.push(make("span", { className: kind, textContent: found[1] ?? found[0] }));
        if (found[2]) parts.push(found[2]);
        end = found.index + found[0].length;
      }
      response.replaceChildren(...parts, text.slice(end));
    }
    // Indents without parsing numbers: 999.90 stays 999.90.
    function indent(text) {
      let depth = 0, out = "";
      const line = () => "\n" + "  ".repeat(depth);
      for (const [piece] of text.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
        if (piece === "{" || piece === "[") { depth++; out += piece + line(); }
        else if (piece === "}" || piece === "]") { depth--; out = out.replace(/\s+$/, ""); out += /[{[]$/.test(out) ? piece : line() + piece; }
        else if (piece === ",") out += piece + line();
        else out += piece === ":" ? ": " : piece;
      }
      return out;
    }

    async function execute() {
      if (run.disabled) return;
      remember("operation", operation.value);
      remember("variables", variables.value);
      let body;
      try {
        body = { query: operation.value };
        if (variables.value.trim()) body.variables = JSON.parse(variables.value);
        requestHeaders();
      } catch (error) {
        return say(error instanceof SyntaxError ? `Variables: ${error.message}` : error.message, true);
      }
      run.disabled = true;
      say("Running.");
      const started = performance.now();
      try {
        const answer = await send(body);
        const text = await answer.text();
        const took = Math.round(performance.now() - started);
        let parsed = null;
        try { parsed = JSON.parse(text); } catch { /* shown as it is */ }
        show(parsed === null ? text : indent(text));
        const cache = answer.headers.get("x-cache-status");
        const errors = parsed?.errors?.length ?? 0;
        say([`${answer.status}`, `${took} ms`, cache && `cache ${cache}`, errors && `${errors} error${errors > 1 ? "s" : ""}`]
          .filter(Boolean).join(" · "), errors > 0 || !answer.ok);
        const found = parsed?.data && Object.values(parsed.data).find((value) => typeof value?.token === "string");
        if (found) { token.value = found.token; remember("token", found.token); }
      } catch {
        show("");
        say("The gateway did not answer.", true);
      } finally {
        run.disabled = false;
      }
    }

    run.addEventListener("click", execute);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); execute(); }
    });
    token.addEventListener("input", () => remember("token", token.value));
    byId("forget").addEventListener("click", () => { token.value = ""; remember("token", ""); say("Token forgotten."); });
    let leaving = false;
    operation.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leaving = true;
      else if (event.key === "Tab" && !event.shiftKey && !leaving) {
        event.preventDefault();
        type(operation, "  ");
      } else if (event.key !== "Tab") leaving = false;
    });

    const typeText = (type) =>
      type.kind === "NON_NULL" ? `${typeText(type.ofType)}!` : type.kind === "LIST" ? `[${typeText(type.ofType)}]` : type.name;
    function signature(field) {
      const inputs = (field.args ?? []).map((argument) => `${argument.name}: ${typeText(argument.type)}`).join(", ");
      return [field.name + (inputs ? `(${inputs})` : ""), field.type ? typeText(field.type) : ""];
    }
    function drawSchema(types, words) {
      const wanted = words.trim().toLowerCase();
      byId("schema").replaceChildren(...types.flatMap((type) => {
        const all = type.fields ?? type.inputFields ?? type.enumValues ?? [];
        const fields = all.filter((field) => !wanted || `${type.name} ${field.name}`.toLowerCase().includes(wanted));
        if (wanted && !fields.length && !type.name.toLowerCase().includes(wanted)) return [];
        const list = make("dl", {}, ...fields.flatMap((field) => {
          const [left, right] = signature(field);
          const term = make("dt", {}, left, ...(right ? [": ", make("span", { className: "type", textContent: right })] : []));
          return field.description ? [term, make("dd", { textContent: field.description })] : [term];
        }));
        const open = Boolean(wanted) || type.name === "Query" || type.name === "Mutation";
        return [make("details", { open }, make("summary", { textContent: type.name, title: type.description ?? "" }), list)];
      }));
    }
    const named = (type) => type.ofType ? named(type.ofType) : type;
    const needed = (argument) => argument.type.kind === "NON_NULL" && argument.defaultValue === null;
    // One example for each of the first queries: its required arguments as variables, and fields that need none.
    function examplesOf(types) {
      const known = new Map(types.map((type) => [type.name, type]));
      const fieldsOf = (name) => (known.get(name)?.fields ?? []).filter((field) => !(field.args ?? []).some(needed));
      function selection(name, depth) {
        const lines = ["__typename"];
        for (const field of fieldsOf(name)) {
          const { name: target } = named(field.type);
          if (!known.get(target)?.fields) { if (!["UNION", "INTERFACE"].includes(known.get(target)?.kind)) lines.push(field.name); }
          else if (depth > 1) lines.push(`${field.name} ${selection(target, depth - 1)}`);
        }
        const all = lines.length > 1 ? lines.slice(1, 9) : lines;
        return `{ ${all.join(" ")} }`;
      }
      return (known.get("Query")?.fields ?? []).slice(0, 6).map((field) => {
        const inputs = (field.args ?? []).filter(needed), target = known.get(named(field.type).name);
        const head = inputs.length ? `query (${inputs.map((one) => `$${one.name}: ${typeText(one.type)}`).join(", ")})` : "query";
        const call = field.name + (inputs.length ? `(${inputs.map((one) => `${one.name}: $${one.name}`).join(", ")})` : "");
        const below = target && target.kind !== "ENUM" ? ` ${selection(target.name, 2)}` : "";
        const values = inputs.length ? `{ ${inputs.map((one) => `"${one.name}": null`).join(", ")} }` : "";
        return [field.name, `${head} {\n  ${call}${below}\n}`, values];
      });
    }
    function offerFor(types) {
      const has = (root, name) => types.find((type) => type.name === root)?.fields?.some((field) => field.name === name);
      const isOwn = ["register", "login", "createOrder"].every((name) => has("Mutation", name)) && ["orders", "me"].every((name) => has("Query", name));
      offer(isOwn ? [3, 0, 1, 2, 4].map((index) => ownExamples[index]) : examplesOf(types));
    }
    const shown = "name description type { ...T }";
    const introspection = `query ExplorerSchema { __schema { types { kind name description
      fields { ${shown} args { name defaultValue type { ...T } } } inputFields { ${shown} } enumValues { name description } } } }
      fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;
    send({ query: introspection }, { accept: "application/json" }).then((answer) => answer.json()).then(({ data }) => {
      const rank = (type) => ["Query", "Mutation", "Subscription"].indexOf(type.name) + 1 || 9;
      const types = data.__schema.types.filter((type) => !type.name.startsWith("__") && type.kind !== "SCALAR")
        .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
      byId("filter").addEventListener("input", (event) => drawSchema(types, event.target.value));
      drawSchema(types, "");
      offerFor(types);
    }).catch(() => byId("schema").replaceChildren(make("p", { className: "quiet", textContent: "The schema cannot be read." })));
    """#
}
