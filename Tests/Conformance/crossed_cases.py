"""Crossed cases: documents and schemas that combine parts of others."""

import copy
from random import Random

from graphql import (
    DocumentNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    OperationType,
    parse,
    print_ast,
)

import oracle
from data import random_root, random_variables
from documents import random_document
from loose import loose_document
from loose_cases import NAMES, WORLDS, case
from loose_schemas import loose_schema
from schemas import random_schema

# Classes of nodes that can replace each other. Any other node is replaced by one of its own class.
FAMILIES = [
    {"FieldNode", "InlineFragmentNode", "FragmentSpreadNode"},
    {"NamedTypeNode", "ListTypeNode", "NonNullTypeNode"},
    {"VariableNode", "IntValueNode", "FloatValueNode", "StringValueNode", "BooleanValueNode", "NullValueNode", "EnumValueNode", "ListValueNode", "ObjectValueNode"},
]
FAMILY = {name: str(index) for index, names in enumerate(FAMILIES) for name in names}


class CrossedCaseSource:
    """A stream of cases that depends only on the seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self.typed = [random_schema(self.random) for _ in range(2)]

    def next(self) -> dict:
        random = self.random
        if random.random() < 0.35:
            return case(self.crossed_schema(), random.choice(["{ __typename }", "{ __schema { types { name kind fields { name } inputFields { name defaultValue } } } }"]))
        text = random.choice([*WORLDS, *self.typed])
        schema, _ = oracle.schema_of(text)
        written = [self.document(schema) for _ in range(random.choice([1, 2, 2]))]
        documents = [document for document in written if document]
        if not documents:
            return case(text, "{ __typename }")
        query = self.spelled(cross(random, documents, random.choice([0, 1, 1, 2, 4])))
        name = random.choice(NAMES) if random.random() < 0.3 else None
        try:
            document = parse(query)
            operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        except GraphQLError:
            operations = []
        if not operations:
            return case(text, query, None, {}, name)
        operation = random.choice(operations)
        name = operation.name.value if operation.name and random.random() < 0.7 else name
        return case(text, query, random_variables(random, schema, operation), random_root(random, schema, document, operation), name)

    def crossed_schema(self) -> str:
        random = self.random
        texts = [random.choice([*WORLDS, *self.typed]) if random.random() < 0.3 else loose_schema(random) for _ in range(random.choice([1, 2]))]
        documents = []
        for text in texts:
            try:
                documents.append(parse(text))
            except GraphQLError:
                continue
        return self.spelled(cross(random, documents, random.choice([0, 1, 1, 2, 4]))) if documents else texts[0]

    def document(self, schema) -> DocumentNode | None:
        text = random_document(self.random, schema) if self.random.random() < 0.3 else loose_document(self.random, schema)
        try:
            return parse(text)
        except GraphQLError:
            return None

    def spelled(self, document: DocumentNode) -> str:
        """The document as text, sometimes on one line."""
        text = print_ast(document)
        return " ".join(text.split()) if self.random.random() < 0.2 and '"' not in text and "#" not in text else text


def cross(random: Random, documents: list[DocumentNode], swaps: int) -> DocumentNode:
    """One document with the definitions of several, in which some nodes are replaced by nodes of their family."""
    definitions = [copy.deepcopy(d) for document in documents for d in document.definitions]
    random.shuffle(definitions)
    while len(definitions) > 1 and random.random() < 0.2:
        definitions.pop()
    if random.random() < 0.15:
        definitions.append(copy.deepcopy(random.choice(definitions)))
    document = DocumentNode(definitions=tuple(definitions))
    for _ in range(swaps):
        places = [place for place in places_in(document) if family(place[2]) is not None]
        if not places:
            break
        parent, key, node = random.choice(places)
        others = [other for _, _, other in places if family(other) == family(node) and other is not node]
        if others:
            put(parent, key, copy.deepcopy(random.choice(others)))
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode) and random.random() < 0.03:
            definition.operation = random.choice(list(OperationType))
    return document


def family(node: Node) -> str | None:
    kind = type(node).__name__
    return None if kind == "DocumentNode" else FAMILY.get(kind, kind)


def places_in(node: Node) -> list[tuple]:
    """All descendants of a node, each with its parent and its key there."""
    found = []
    for key in node.keys:
        child = getattr(node, key, None)
        for index, item in enumerate(child) if isinstance(child, (list, tuple)) else [(None, child)]:
            if isinstance(item, Node):
                found.append((node, (key, index), item))
                found += places_in(item)
    return found


def put(parent: Node, place: tuple, node: Node) -> None:
    key, index = place
    if index is None:
        setattr(parent, key, node)
    else:
        items = list(getattr(parent, key))
        items[index] = node
        setattr(parent, key, tuple(items))
