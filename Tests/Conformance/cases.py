"""Typed cases: a valid schema, a valid or damaged document, variables and a root value."""

from random import Random

from graphql import OperationDefinitionNode, get_introspection_query, parse

import oracle
from data import random_root, random_variables
from documents import random_document
from mutations import mutate
from schemas import random_schema

CASES_A_SCHEMA = 12
# Descriptions of built-in types and directives differ between implementations, so no case selects them.
INTROSPECTION_OPTIONS = ["specified_by_url", "directive_is_repeatable", "schema_description", "input_value_deprecation", "input_object_one_of"]


class CaseSource:
    """A stream of cases that depends only on the seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self.schema_text = ""
        self.schema = None
        self.left = 0

    def next(self) -> dict:
        random = self.random
        if self.left == 0:
            self.left = CASES_A_SCHEMA
            self.schema_text = random_schema(random)
            self.schema, errors = oracle.schema_of(self.schema_text)
            if self.schema is None or self.schema is oracle.NotComparable:
                raise RuntimeError(f"the generator wrote a schema that is not valid: {errors}\n{self.schema_text}")
        self.left -= 1
        schema_text = self.schema_text
        if random.random() < 0.1:
            schema_text = mutate(random, schema_text)
            if random.random() < 0.5:
                return self.case(schema_text, "{ __typename }", None, {}, None)
        text = random_document(random, self.schema)
        document = parse(text)
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        operation = random.choice(operations)
        name = operation.name.value if operation.name and (len(operations) > 1 or random.random() < 0.3) else None
        if random.random() < 0.02:
            name = random.choice([None, "Nope", "Op"])
        variables = random_variables(random, self.schema, operation)
        root = random_root(random, self.schema, document, operation)
        if random.random() < 0.5:
            text = mutate(random, text)
        if random.random() < 0.03:
            text = get_introspection_query(**{name: random.random() < 0.5 for name in INTROSPECTION_OPTIONS}, descriptions=False)
        return self.case(schema_text, text, variables, root, name)

    def case(self, schema: str, query: str, variables, root, name) -> dict:
        return {"schema": schema, "query": query, "variables": variables, "operationName": name, "root": root}
