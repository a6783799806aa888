"""Loose cases: hand-written schemas with loose documents, and loose schemas."""

from pathlib import Path
from random import Random

from graphql import GraphQLError, OperationDefinitionNode, parse

import oracle
from data import random_root, random_variables
from loose import loose_document
from loose_schemas import loose_schema
from mutations import mutate

WORLDS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "worlds").glob("*.graphql"))]
NAMES = [None, None, None, "A", "B", "C", "Nope", "", "a"]


class LooseCaseSource:
    """A stream of cases that depends only on the seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)

    def next(self) -> dict:
        random = self.random
        text = random.choice(WORLDS)
        schema, _ = oracle.schema_of(text)
        roll = random.random()
        if roll < 0.2:
            text = loose_schema(random)
            schema, errors = oracle.schema_of(text)
            if errors or schema in (None, oracle.NotComparable):
                return case(text, "{ __typename }")
        elif roll < 0.25:
            return case(mutate(random, text), "{ __typename }")
        query = loose_document(random, schema)
        if random.random() < 0.1:
            query = mutate(random, query)
        variables, root, name = None, {}, random.choice(NAMES) if random.random() < 0.15 else None
        try:
            document = parse(query)
        except GraphQLError:
            return case(text, query, variables, root, name)
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        if operations:
            operation = random.choice(operations)
            if operation.name and (len(operations) > 1 or random.random() < 0.3) and random.random() < 0.95:
                name = operation.name.value
            variables = random_variables(random, schema, operation)
            root = random_root(random, schema, document, operation)
        return case(text, query, variables, root, name)


def case(schema: str, query: str, variables=None, root=None, name: str | None = None) -> dict:
    return {"schema": schema, "query": query, "variables": variables, "operationName": name, "root": root}
