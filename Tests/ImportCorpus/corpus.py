#!/usr/bin/env python3
"""Imports OpenAPI documents, serves each against a mock made from the document, and asks every root field.

    corpus.py GATEWAY DOCUMENT|FOLDER... [--seed N] [--depth N] [--verbose] [--pairs N]

For each document: the share of operations that `gateway import openapi` maps, whether the file composes, how long `gateway check` takes, and for every
field with all arguments whether the request is what the document says and whether the answer is what the mock sent. The expected request and answer
are computed here from the document alone. Needs graphql-core and PyYAML from PyPI.
"""
import argparse, http.server, json, os, random, re, socket, subprocess, sys, tempfile, threading, time, urllib.parse, urllib.request
import yaml
from graphql import parse
from graphql.language import ast

METHODS = ["get", "post", "put", "patch", "delete"]
NOTHING = object()


# --- documents

class Loader(yaml.SafeLoader):
    pass


# YAML 1.2's core schema, as OpenAPI asks for: `no` and dates are text.
Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"), list("-+0123456789."))
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


class Document:
    def __init__(self, path):
        self.path, self.files = path, {}
        self.root = self.read(path)

    def read(self, path):
        path = os.path.normpath(path)
        if path not in self.files:
            with open(path, encoding="utf-8-sig") as file:
                text = file.read()
            self.files[path] = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader)
        return self.files[path]

    def resolve(self, value, base=None, hops=0):
        """The value behind references, and the file that it is in."""
        base = base or self.path
        while isinstance(value, dict) and isinstance(value.get("$ref"), str) and hops < 50:
            file, _, pointer = value["$ref"].partition("#")
            hops += 1
            base = os.path.join(os.path.dirname(base), file) if file else base
            value = self.read(base)
            for step in pointer.split("/")[1:]:
                step = urllib.parse.unquote(step).replace("~1", "/").replace("~0", "~")
                value = value[int(step)] if isinstance(value, list) else value[step]
        return value, base

    def operations(self):
        for path, item in (self.root.get("paths") or {}).items():
            if path.startswith("x-"):
                continue
            item, base = self.resolve(item)
            for method in METHODS:
                if method in (item or {}):
                    value, own = self.resolve(item[method], base)
                    if isinstance(value, dict):
                        yield Operation(self, method.upper(), path, value, item, own)


class Operation:
    def __init__(self, document, method, path, value, item, base):
        self.document, self.method, self.path, self.value, self.base = document, method, path, value, base
        self.parameters = []
        for raw in (value.get("parameters") or []) + (item.get("parameters") or []):
            parameter, own = document.resolve(raw, base)
            if isinstance(parameter, dict) and not any(p["name"] == parameter.get("name") and p["in"] == parameter.get("in") for p in self.parameters):
                self.parameters.append(dict(parameter, base=own))
        for name in re.findall(r"\{([^{}]*)\}", path):
            if not any(p["name"] == name and p["in"] == "path" for p in self.parameters):
                self.parameters.append({"name": name, "in": "path", "required": True, "schema": {}, "base": base})

    def content(self, holder):
        """The content of a body or a response, and the file that it is in."""
        holder, base = self.document.resolve(holder, self.base)
        return (holder or {}).get("content") or {}, base

    def response(self):
        """Status, media type and schema of the response that the mock sends."""
        answers = self.value.get("responses") or {}
        keys = [str(key) for key in answers]
        order = ["200", "201", "202", "203", "206", "2XX"]
        wins = sorted((k for k in keys if k.startswith("2")), key=lambda k: (order.index(k.upper()) if k.upper() in order else 9, k)) or [k for k in keys if k == "default"]
        first = None
        for key in wins:
            raw = answers.get(key, answers.get(int(key) if key.isdigit() else key))
            content, base = self.content(raw)
            status = int(key) if key.isdigit() else 200
            for media, value in content.items():
                if is_json(media) or media == "*/*":
                    return status, "application/json" if media == "*/*" else media, (value or {}).get("schema", {}), base
            for media, value in content.items():
                if is_text(media):
                    return status, media, (value or {}).get("schema", {}), base
            if first is None and not content:
                first = (status, None, None, base)
        return first or (200, None, None, self.base)


def is_json(media):
    media = media.split(";")[0].strip().lower()
    return media in ("application/json", "text/json", "application/*") or media.endswith("+json")


def is_text(media):
    media = media.split(";")[0].strip().lower()
    return media.startswith("text/") and media != "text/event-stream" or media == "application/xml" or media.endswith("+xml")


# --- samples

class Samples:
    """Values of schemas. The same seed gives the same values."""

    def __init__(self, document, seed):
        self.document, self.random = document, random.Random(seed)

    def make(self, schema, base, depth=0, response=True):
        schema, base = self.document.resolve(schema if isinstance(schema, dict) else {}, base)
        if not isinstance(schema, dict):
            return {}
        if "const" in schema:
            return schema["const"]
        if [v for v in schema.get("enum") or [] if v is not None]:
            value = self.random.choice([v for v in schema["enum"] if v is not None])
            return str(value) if schema.get("type") == "string" else value
        for name in ("oneOf", "anyOf"):
            parts = [p for p in schema.get(name) or [] if not is_null(p)]
            if parts and not schema.get("properties"):
                part = self.random.choice(parts)
                value = self.make(part, base, depth + 1, response)
                return self.discriminated(schema, part, value)
        if schema.get("allOf"):
            merged = {}
            for part in schema["allOf"]:
                value = self.make(part, base, depth + 1, response)
                if not isinstance(value, dict):
                    return value
                merged.update(value)
            merged.update(self.members(schema, base, depth, response))
            return merged
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self.random.choice([k for k in kind if k != "null"] or ["string"])
        if kind is None:
            kind = "object" if schema.get("properties") else "array" if "items" in schema else None
        if kind == "object":
            return self.members(schema, base, depth, response)
        if kind == "array":
            count = 0 if depth > 9 else 2
            return [self.make(schema.get("items") or {}, base, depth + 1, response) for _ in range(count)]
        if kind == "integer":
            return self.random.randrange(2**31, 2**40) if schema.get("format") in ("int64", "uint64", "uint32") else self.random.randrange(1, 1000)
        if kind == "number":
            return self.random.randrange(1, 1000) / 4
        if kind == "boolean":
            return self.random.random() < 0.5
        return "t" + str(self.random.randrange(10**6))

    def members(self, schema, base, depth, response):
        required = schema.get("required") or []
        return {
            name: self.make(value, base, depth + 1, response)
            for name, value in (schema.get("properties") or {}).items()
            if not (isinstance(value, dict) and value.get("writeOnly") and response) and (depth < 4 or name in required and depth < 30)
        }

    def discriminated(self, schema, part, value):
        name = (schema.get("discriminator") or {}).get("propertyName")
        if name and isinstance(value, dict):
            resolved, _ = self.document.resolve(part)
            own = ((resolved or {}).get("properties") or {}).get(name) or {}
            if not own.get("enum") and "const" not in own:
                reference = part.get("$ref", "")
                mapping = (schema["discriminator"].get("mapping") or {}).items()
                value[name] = next((k for k, v in mapping if v in (reference, reference.split("/")[-1])), reference.split("/")[-1])
        return value


def is_null(schema):
    return isinstance(schema, dict) and (schema.get("type") == "null" or schema.get("enum") == [None] or set(schema) == {"nullable"})


# --- the mock

class Mock:
    def __init__(self, document, seed):
        self.document, self.seed, self.requests = document, seed, []
        mock = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                path, _, query = self.path.partition("?")
                operation = mock.match(self.command, path)
                mock.requests.append((self.command, path, query, dict((k.lower(), v) for k, v in self.headers.items()), body, operation))
                status, media, payload = mock.reply(operation) if operation else (501, None, b"")
                self.send_response(status)
                if media:
                    self.send_header("content-type", media)
                self.send_header("content-length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *arguments):
                pass

        self.operations = list(document.operations())
        self.patterns = []
        for operation in self.operations:
            path = operation.path.split("#")[0].split("?")[0]
            pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^{}]*\})", path))
            self.patterns.append((operation.method, re.compile(pattern + "$"), path.count("{"), operation))
        self.patterns.sort(key=lambda entry: entry[2])
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.expected = None

    def match(self, method, path):
        if self.expected and self.expected.method == method:
            return self.expected
        path = urllib.parse.unquote(path)
        return next((o for m, pattern, _, o in self.patterns if m == method and pattern.match(path)), None)

    def reply(self, operation):
        status, media, schema, base = operation.response()
        if media is None:
            return status, None, b""
        value = self.value(operation)
        if is_json(media):
            return status, media, json.dumps(value).encode()
        return status, media, str(value).encode()

    def value(self, operation):
        status, media, schema, base = operation.response()
        return Samples(self.document, f"{self.seed}{operation.method}{operation.path}").make(schema, base)

    def stop(self):
        self.server.shutdown()


# --- the schema

def text(value):
    return "".join(c for c in value.lower() if c.isalnum())


class Schema:
    def __init__(self, sdl):
        self.types, self.roots = {}, []
        for node in parse(sdl).definitions:
            if isinstance(node, ast.TypeDefinitionNode):
                self.types[node.name.value] = node
        for root in ("Query", "Mutation"):
            for field in getattr(self.types.get(root), "fields", ()):
                self.roots.append((root, field))

    @staticmethod
    def named(node):
        while not isinstance(node, ast.NamedTypeNode):
            node = node.type
        return node.name.value

    @staticmethod
    def is_list(node):
        while isinstance(node, ast.NonNullTypeNode):
            node = node.type
        return isinstance(node, ast.ListTypeNode)

    @staticmethod
    def argument(node, directive, name):
        for found in node.directives:
            if found.name.value == directive:
                for argument in found.arguments:
                    if argument.name.value == name:
                        return getattr(argument.value, "value", argument.value)
        return None

    def path(self, field):
        written = self.argument(field, "json", "path")
        if written is None:
            return [field.name.value]
        return [a or b for a, b in re.findall(r'"([^"]*)"|([^."]+)', written)]

    def selection(self, name, depth):
        """The selection of a type and a function that gives what it should answer for the mock's value."""
        node = self.types.get(name)
        if isinstance(node, ast.UnionTypeDefinitionNode):
            where = self.argument(node, "json", "path")
            parts = []
            for member in node.types:
                found = self.selection(member.name.value, depth)
                if found is None:
                    continue
                parts.append((member.name.value, found))
            text = "{ __typename " + " ".join(f"... on {name} {self.renamed(found[0], index)}" for index, (name, found) in enumerate(parts)) + " }"

            def expect(value):
                key = value.get(where.strip('"')) if isinstance(value, dict) else None
                for index, (name, found) in enumerate(parts):
                    if (self.argument(self.types[name], "json", "value") or name) == key:
                        return dict({"__typename": name}, **{f"a{index}_{k}": v for k, v in found[1](value).items()})
                return None

            return text, expect
        if not isinstance(node, ast.ObjectTypeDefinitionNode):
            return None
        fields = []
        for field in node.fields:
            inner = self.selection(self.named(field.type), depth - 1) if depth > 1 else None
            target = self.types.get(self.named(field.type))
            if isinstance(target, (ast.ObjectTypeDefinitionNode, ast.UnionTypeDefinitionNode)):
                if inner is None or self.is_reference(node, field):
                    continue
                fields.append((field, f"{field.name.value} {inner[0]}", inner[1]))
            else:
                fields.append((field, field.name.value, None))
        if not fields:
            return None

        def expect(value):
            if not isinstance(value, dict):
                return value
            result = {}
            for field, _, inner in fields:
                found = value
                for step in self.path(field):
                    found = found.get(step) if isinstance(found, dict) else None
                result[field.name.value] = self.shape(found, field.type, inner)
            return result

        return "{ " + " ".join(part for _, part, _ in fields) + " }", expect

    @staticmethod
    def renamed(selection, index):
        """The top fields of a union's member under names of their own, since members may disagree on a field's type."""
        depth, words = 0, []
        for word in selection.split():
            if word == "{":
                depth += 1
            elif word == "}":
                depth -= 1
            elif depth == 1 and word != "...":
                word = f"a{index}_{word}: {word}"
            words.append(word)
        return " ".join(words)

    def is_reference(self, node, field):
        """A field that reads the member of another field is a reference beside it."""
        path = self.argument(field, "json", "path")
        return path is not None and any(self.path(other) == self.path(field) for other in node.fields if other is not field)

    def shape(self, value, type_node, inner):
        if value is None:
            return None
        if isinstance(value, list):
            return [self.shape(item, type_node, inner) for item in value]
        name = self.named(type_node)
        if inner:
            return inner(value)
        node = self.types.get(name)
        if isinstance(node, ast.EnumTypeDefinitionNode):
            for entry in node.values:
                if (self.argument(entry, "json", "value") if self.argument(entry, "json", "value") is not None else entry.name.value) == value:
                    return entry.name.value
            return value
        if name in ("ID", "String") and not isinstance(value, (dict, list)):
            return str(value).lower() if isinstance(value, bool) else str(value)
        return value


# --- requests

def scalar(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def pairs_of(name, value, style, explode):
    """The query's parameters for a value, decoded."""
    if isinstance(value, list):
        if style == "deepObject":
            return [(f"{name}[]", scalar(v)) for v in value]
        if explode:
            return [(name, scalar(v)) for v in value]
        return [(name, {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",").join(scalar(v) for v in value))]
    if isinstance(value, dict):
        if style == "deepObject":
            return deep(name, value)
        if explode:
            return [(k, scalar(x)) for k, v in value.items() for x in (v if isinstance(v, list) else [v])]
        return [(name, ",".join(scalar(x) for pair in value.items() for x in pair))]
    return [(name, scalar(value))]


def deep(name, value):
    if isinstance(value, dict):
        return [pair for k, v in value.items() for pair in deep(f"{name}[{k}]", v)]
    if isinstance(value, list):
        return [pair for i, v in enumerate(value) for pair in deep(f"{name}[{i}]", v)]
    return [(name, scalar(value))]


class Asker:
    def __init__(self, document, schema, mock, url, arguments):
        self.document, self.schema, self.mock, self.url, self.arguments = document, schema, mock, url, arguments

    def literal(self, value, type_node):
        """A GraphQL literal of a JSON value, with the schema's names. None when the type cannot have it."""
        while isinstance(type_node, ast.NonNullTypeNode):
            type_node = type_node.type
        if isinstance(type_node, ast.ListTypeNode):
            items = [self.literal(v, type_node.type) for v in (value if isinstance(value, list) else [value])]
            return None if None in items else "[" + ", ".join(items) + "]"
        name = type_node.name.value
        node = self.schema.types.get(name)
        if isinstance(node, ast.InputObjectTypeDefinitionNode):
            if any(d.name.value == "oneOf" for d in node.directives):
                for field in node.fields:
                    if isinstance(value, dict) and self.accepts(field.type, value):
                        return "{" + f"{field.name.value}: {self.literal(value, field.type)}" + "}"
                return None
            if not isinstance(value, dict):
                return None
            parts = []
            for field in node.fields:
                found = value
                for step in self.schema.path(field):
                    found = found.get(step, NOTHING) if isinstance(found, dict) else NOTHING
                if found is NOTHING:
                    continue
                inner = self.literal(found, field.type)
                if inner is None:
                    return None
                parts.append(f"{field.name.value}: {inner}")
            return "{" + ", ".join(parts) + "}"
        if isinstance(node, ast.EnumTypeDefinitionNode):
            for entry in node.values:
                own = self.schema.argument(entry, "json", "value")
                if (own if own is not None else entry.name.value) == str(value):
                    return entry.name.value
            return None
        if name in ("String", "ID"):
            return json.dumps(scalar(value)) if not isinstance(value, (dict, list)) else None
        return self.any(value)

    def accepts(self, type_node, value):
        node = self.schema.types.get(self.schema.named(type_node))
        if not isinstance(node, ast.InputObjectTypeDefinitionNode):
            return False
        paths = [self.schema.path(field)[0] for field in node.fields if self.schema.path(field)]
        return all(key in paths for key in value) and self.literal(value, type_node) is not None

    def any(self, value):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k}: {self.any(v)}" for k, v in value.items() if re.match(r"^[_A-Za-z]\w*$", k)) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.any(v) for v in value) + "]"
        return json.dumps(value)

    def ask(self, root, field, operation):
        """None, or what is wrong: ('request' | 'answer', text)."""
        samples = Samples(self.document, f"{self.arguments.seed}ask{operation.method}{operation.path}")
        used = set()
        literals, path, query, headers, cookies = [], operation.path.split("#")[0], [], {}, []
        path, _, fixed = path.partition("?")
        query += urllib.parse.parse_qsl(fixed)
        for parameter in operation.parameters:
            place, name = parameter["in"], parameter["name"]
            # Two parameters may differ in signs only, which names of arguments cannot have.
            argument = next((a for a in field.arguments if a.name.value == name), None) or next(
                (a for a in field.arguments if a.name.value not in used and text(a.name.value).rstrip("0123456789") == text(name).rstrip("0123456789")), None)
            if place == "header" and name.lower() in ("accept", "content-type", "authorization"):
                continue
            if argument is None:
                if place == "path" or parameter.get("required"):
                    return "request", f"there is no argument for {place} parameter {name}"
                continue
            content = next(iter((parameter.get("content") or {}).values()), None)
            schema = (content or parameter).get("schema") or {}
            value = samples.make(schema, parameter["base"], response=False)
            if isinstance(value, dict) and not value and place != "query":
                value = "t1"
            written = self.literal(value, argument.type)
            if written is None:
                return "request", f"the argument {argument.name.value} cannot take {json.dumps(value)}"
            used.add(argument.name.value)
            literals.append(f"{argument.name.value}: {written}")
            style = parameter.get("style") or ("form" if place in ("query", "cookie") else "simple")
            explode = parameter.get("explode", style in ("form", "deepObject"))
            if "swagger" in self.document.root:
                explode = parameter.get("collectionFormat") == "multi"
            if place == "path":
                plain = ",".join(scalar(v) for v in value) if isinstance(value, list) else scalar(value)
                path = path.replace("{" + name + "}", urllib.parse.quote(plain, safe=","))
            elif place == "query":
                query += [(name, value)] if content is not None else pairs_of(name, value, style, explode)
            elif place == "header":
                headers[name.lower()] = ",".join(scalar(v) for v in value) if isinstance(value, list) else scalar(value)
            elif place == "cookie":
                cookies.append(f"{name}={scalar(value)}")
        body, media = NOTHING, None
        holder = operation.value.get("requestBody")
        argument = next((a for a in field.arguments if a.name.value.startswith("input")), None)
        if holder is not None and argument is not None:
            content, base = operation.content(holder)
            media = next((m for m in content if is_json(m)), None) or next((m for m in content if "urlencoded" in m), None) or next((m for m in content if "multipart" in m), None) or next((m for m in content if is_text(m)), None)
            if media:
                body = samples.make((content[media] or {}).get("schema") or {}, base, response=False)
                body = self.without_read_only(body, (content[media] or {}).get("schema") or {}, base)
                written = self.literal(body, argument.type)
                if written is None:
                    return "request", f"the body cannot take {json.dumps(body)[:300]}"
                literals.append(f"{argument.name.value}: {written}")
        selection = self.schema.selection(self.schema.named(field.type), self.arguments.depth)
        call = field.name.value + (f"({', '.join(literals)})" if literals else "") + (f" {selection[0]}" if selection else "")
        self.mock.requests.clear()
        self.mock.expected = operation
        got = self.post(("mutation " if root == "Mutation" else "") + "{ " + call + " }")
        made = [r for r in self.mock.requests]
        if not made:
            return "request", f"no request: {json.dumps(got)[:400]}"
        sent = made[0]
        problem = self.compare(operation, sent, path, query, headers, cookies, body, media)
        if problem:
            return "request", problem
        _, answered, _, _ = operation.response()
        if answered is None:
            want = True if self.schema.named(field.type) == "Boolean" else None
        else:
            value = self.mock.value(operation)
            want = self.schema.shape(value, field.type, selection[1] if selection else None)
        have = (got.get("data") or {}).get(field.name.value)
        if got.get("errors") or json.dumps(have, sort_keys=True) != json.dumps(want, sort_keys=True):
            return "answer", f"errors {json.dumps(got.get('errors'))[:500]}, got {json.dumps(have)[:300]}, expected {json.dumps(want)[:300]}"
        return None

    def without_read_only(self, value, schema, base, depth=0):
        schema, base = self.document.resolve(schema, base)
        if isinstance(value, list):
            return [self.without_read_only(v, (schema or {}).get("items") or {}, base, depth + 1) for v in value]
        if not isinstance(value, dict) or depth > 12:
            return value
        result = dict(value)
        parts = [schema] + list((schema or {}).get("allOf") or [])
        for part in parts:
            part, own = self.document.resolve(part, base)
            for name, inner in ((part or {}).get("properties") or {}).items():
                plain, _ = self.document.resolve(inner, own)
                if (plain or {}).get("readOnly") or (isinstance(inner, dict) and inner.get("readOnly")):
                    result.pop(name, None)
                elif name in result:
                    result[name] = self.without_read_only(result[name], inner, own, depth + 1)
        return result

    def compare(self, operation, sent, path, query, headers, cookies, body, media):
        method, got_path, got_query, got_headers, got_body, _ = sent
        if method != operation.method:
            return f"method {method}"
        if urllib.parse.unquote(got_path) != urllib.parse.unquote(path):
            return f"path {got_path}, expected {path}"
        want = [(n, v) for n, v in query]
        got = urllib.parse.parse_qsl(got_query, keep_blank_values=True)
        plain_want = sorted((n, json.dumps(v, sort_keys=True) if isinstance(v, (dict, list)) else str(v)) for n, v in want)
        plain_got = []
        for name, value in got:
            if any(n == name and isinstance(v, (dict, list)) for n, v in want):
                value = json.dumps(json.loads(value), sort_keys=True)
            plain_got.append((name, value))
        if sorted(plain_got) != plain_want:
            return f"query {sorted(plain_got)}, expected {plain_want}"
        for name, value in headers.items():
            if got_headers.get(name) != value:
                return f"header {name}: {got_headers.get(name)}, expected {value}"
        if cookies and got_headers.get("cookie") != "; ".join(cookies):
            return f"cookie {got_headers.get('cookie')}, expected {cookies}"
        if body is NOTHING:
            return None if not got_body else f"body {got_body[:200]}"
        kind = (got_headers.get("content-type") or "").split(";")[0]
        if kind != media.split(";")[0]:
            return f"content-type {kind}, expected {media}"
        if is_json(media):
            if json.loads(got_body or b"null") != body:
                return f"body {got_body[:300]}, expected {json.dumps(body)[:300]}"
        elif "urlencoded" in media:
            fields = urllib.parse.parse_qsl(got_body.decode(), keep_blank_values=True)
            leaves = []
            for name, value in (body or {}).items():
                leaves += [(name, scalar(v)) for v in value] if isinstance(value, list) and not any(isinstance(v, (dict, list)) for v in value) else deep(name, value)
            numbered = [pair for name, value in (body or {}).items() for pair in deep(name, value)]
            if sorted(fields) not in (sorted(leaves), sorted(numbered)):
                return f"form {fields}, expected {leaves}"
        return None

    def post(self, query):
        request = urllib.request.Request(self.url, json.dumps({"query": query}).encode(), {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read() or b"{}")


# --- runs

def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def rest(field):
    for directive in field.directives:
        if directive.name.value == "rest":
            for argument in directive.arguments:
                if argument.name.value.lower() in METHODS:
                    return argument.name.value, argument.value.value
    return None, ""


def operation_of(field, operations):
    """The operation of a root field: that with the same method and path, whatever the placeholders' names."""
    method, template = rest(field)
    path = re.sub(r"\{\$[^{}]*\}", "{}", template)
    for operation in operations:
        want = re.sub(r"\{[^{}]*\}", "{}", operation.path.split("#")[0])
        options = {path.split("?")[0], path}
        if operation.method == method and (urllib.parse.unquote(want) in {urllib.parse.unquote(o) for o in options} or want.split("?")[0] == path.split("?")[0]):
            if "?" in want and not path.startswith(want):
                continue
            yield operation


def serve(gateway, folder):
    port = free_port()
    # The port of metrics and the operator's settings must not meet those of another process.
    environment = dict(os.environ, TRELLIS_ENV="development", LOG_LEVEL="error", METRICS_PORT="0", MAX_RESPONSE_OBJECTS="10000000")
    log = open(os.path.join(folder, "gateway.log"), "w")
    process = subprocess.Popen([gateway, "serve", "--schema", folder, "--host", "127.0.0.1", "--port", str(port)], env=environment, stdout=log, stderr=log)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return process, port
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    process.kill()
    raise RuntimeError("the gateway did not start: " + open(log.name).read()[-500:])


def run(path, arguments):
    result = {"name": os.path.basename(path), "operations": 0, "mapped": 0, "asked": 0, "requests": 0, "answers": 0, "composes": False, "check": 0.0, "problems": []}
    document = Document(path)
    mock = Mock(document, arguments.seed)
    result["operations"] = len(mock.operations)
    with tempfile.TemporaryDirectory() as folder:
        try:
            imported = subprocess.run([arguments.gateway, "import", "openapi", path, "--url", f"http://127.0.0.1:{mock.port}"], capture_output=True, text=True, timeout=120)
            if imported.returncode:
                result["problems"].append("import: " + imported.stderr.strip()[:400])
                return result
            with open(os.path.join(folder, "api.graphql"), "w") as file:
                file.write(imported.stdout)
            result["sdl"] = imported.stdout
            begin = time.time()
            check = subprocess.run([arguments.gateway, "check", "--schema", folder], capture_output=True, text=True, timeout=120)
            result["check"] = time.time() - begin
            result["composes"] = check.returncode == 0
            if check.returncode:
                result["problems"].append("check: " + (check.stdout + check.stderr).strip()[:400])
            schema = Schema(imported.stdout)
            process, port = serve(arguments.gateway, folder)
            try:
                asker, used = Asker(document, schema, mock, f"http://127.0.0.1:{port}/graphql", arguments), set()
                for root, field in schema.roots:
                    operation = next((o for o in operation_of(field, mock.operations) if (o.method, o.path) not in used), None)
                    if operation is None:
                        continue
                    used.add((operation.method, operation.path))
                    result["asked"] += 1
                    try:
                        problem = asker.ask(root, field, operation)
                    except Exception as error:
                        problem = ("request", f"{type(error).__name__}: {error}")
                    if problem is None or problem[0] == "answer":
                        result["requests"] += 1
                    if problem is None:
                        result["answers"] += 1
                    else:
                        result["problems"].append(f"{operation.method} {operation.path}: {problem[0]}: {problem[1]}")
                result["mapped"] = len(used)
            finally:
                process.terminate()
                process.wait(20)
        finally:
            mock.stop()
    return result


def pairs(results, arguments):
    """Composes random pairs; the second file is imported beside the first. Returns how many compose, and of how many."""
    chosen = random.Random(arguments.seed)
    known = [r for r in results if r.get("sdl")]
    good = 0
    count = min(arguments.pairs, len(known) * (len(known) - 1))
    for _ in range(count):
        first, second = chosen.sample(known, 2)
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "first.graphql"), "w") as file:
                file.write(first["sdl"])
            path = os.path.join(folder, "second.graphql")
            command = [arguments.gateway, "import", "openapi", second["path"], "--schema", folder, "--name", "second", "--output", path]
            made = subprocess.run(command, capture_output=True, text=True, timeout=120)
            check = subprocess.run([arguments.gateway, "check", "--schema", folder], capture_output=True, text=True, timeout=120)
            if made.returncode == 0 and check.returncode == 0:
                good += 1
            else:
                print(f"pair {first['name']} + {second['name']}: {(made.stderr + check.stdout + check.stderr).strip()[:300]}")
    return good, count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gateway")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    files = []
    for path in arguments.paths:
        files += sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith((".yaml", ".yml", ".json"))) if os.path.isdir(path) else [path]
    results = []
    print(f"{'document':32} {'operations':>10} {'mapped':>7} {'requests':>9} {'answers':>8} {'composes':>9} {'check':>7}")
    for path in files:
        try:
            result = run(path, arguments)
        except Exception as error:
            result = {"name": os.path.basename(path), "operations": 0, "mapped": 0, "asked": 0, "requests": 0, "answers": 0, "composes": False, "check": 0, "problems": [f"{type(error).__name__}: {error}"]}
        result["path"] = path
        results.append(result)
        print(f"{result['name'][:32]:32} {result['operations']:>10} {result['mapped']:>7} {result['requests']:>9} {result['answers']:>8} {'yes' if result['composes'] else 'NO':>9} {result['check']:>6.2f}s", flush=True)
        for problem in result["problems"][: None if arguments.verbose else 3]:
            print("    " + problem)
    total = {key: sum(r[key] for r in results) for key in ("operations", "mapped", "asked", "requests", "answers")}
    percent = lambda part, whole: 100.0 * part / whole if whole else 100.0
    good, count = pairs(results, arguments)
    print(f"imported {percent(total['mapped'], total['operations']):.1f} % of {total['operations']} operations; requests right {percent(total['requests'], total['asked']):.1f} %, "
          f"answers right {percent(total['answers'], total['asked']):.1f} % of {total['asked']}; {sum(r['composes'] for r in results)} of {len(results)} documents compose, {good} of {count} pairs")
    sys.exit(0 if total["answers"] == total["asked"] and all(r["composes"] for r in results) and good == count else 1)


if __name__ == "__main__":
    main()
