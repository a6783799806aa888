"""Tests of what reads other programs' output: `python3 -m unittest performance.tests` in Tests/Performance, which `make lint` runs."""
import unittest

from . import callgrind, growth, load, page
from .costs import parse_strace
from .processes import Failure

PROFILE = """\
version: 1
positions: line
events: Ir
fn=(1) $s11HTTPServer13RequestParserV5parseyyF
10 100
+2 50
cfn=(2) malloc
calls=3 20
* 60
fn=(2)
20 60
fn=(3) $s16GraphQLExecution10CompletionV5writeyyF
30 1000
cfn=(2)
calls=1 20
+1 20
fn=(2)
21 20
"""


class OutputTests(unittest.TestCase):
    def test_reads_a_profile(self) -> None:
        profile = callgrind.read(PROFILE)
        self.assertEqual(profile.total, 1230)
        self.assertEqual(profile.own["malloc"], 80)
        self.assertEqual(profile.own["$s11HTTPServer13RequestParserV5parseyyF"], 150)
        self.assertEqual(profile.calls["$s11HTTPServer13RequestParserV5parseyyF", "malloc"], [3, 60])

    def test_charges_the_allocator_to_its_callers(self) -> None:
        profile = callgrind.read(PROFILE)
        words = {name: {"$s11": "HTTPServer.RequestParser.parse() -> ()", "$s16": "GraphQLExecution.Completion.write() -> ()"}.get(name[:4], name)
                 for name in profile.own}
        costs, counts = callgrind.split(profile, words)
        # Three calls and 60 instructions of one caller, one call and 20 of the other: three quarters of 80.
        self.assertAlmostEqual(costs["accept and parse HTTP"], 150 + 60)
        self.assertAlmostEqual(costs["completion"], 1000 + 20)
        self.assertEqual(counts["allocations"], {"accept and parse HTTP": 3, "completion": 1})

    def test_names_the_stage_of_a_function(self) -> None:
        for words, stage in {
            "HTTPServer.RequestParser.parse() -> ()": "accept and parse HTTP",
            "HTTPServer.ResponseEncoder.encode() -> ()": "response",
            "closure #1 in GraphQLExecution.FetchPhase.load() async -> ()": "fetch phase",
            "generic specialization <HTTPClient.Lease> of Concurrency.Queue.pop() -> A": None,
            "generic specialization <JSON.JSONNode> of Swift.Array.append(__owned A) -> ()": None,
            "outlined copy of JSON.JSONValue": None,
            "function signature specialization <Arg[0] = Dead> of static JSON.JSONParser.parse(_: [Swift.UInt8]) -> JSON.JSONNodes": "JSON index",
            "HTTPClient.ClientShard.perform() -> ()": "upstream call",
            "swift_retain": None,
        }.items():
            self.assertEqual(callgrind.stage(words), stage, words)

    def test_reads_the_result_of_wrk(self) -> None:
        text = 'Running 1s test\nRESULT {"requests":5,"us":1000000,"status":2}\n'
        self.assertEqual(load.parse_wrk(text), {"requests": 5, "us": 1_000_000, "status": 2})
        with self.assertRaisesRegex(Failure, "no result: unable to connect"):
            load.parse_wrk("unable to connect")

    def test_reads_the_summary_of_strace(self) -> None:
        text = (
            "% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ----------- --------- --------- ----------------\n"
            " 60.00    0.000600           3       200           sendto\n 40.00    0.000400           1       300       100 recvfrom\n"
            "100.00    0.001000           2       500       100 total\n")
        self.assertEqual(parse_strace(text, 100), {"total": 5.0, "by name": {"recvfrom": 3.0, "sendto": 2.0}})

    def test_a_tag_has_the_length_of_its_place(self) -> None:
        self.assertIn("@@@@@@@@", load.script(load.Request("", '{"tag": "%TAG%"}')))
        self.assertNotIn("function request", load.script(load.Request("", "{}")))

    def test_compares_the_largest_size_with_the_cheapest(self) -> None:
        points = [{"unit": cost} for cost in (8.0, 2.0, 3.0)]
        self.assertEqual(growth.flatness(points), 1.5)

    def test_says_which_goals_are_missed(self) -> None:
        rates = {"health": {"nginx": [{"rate": 100.0}], "trellis": [{"rate": 90.0}]}, "q2": {"gophers": [{"rate": 10.0}], "trellis": [{"rate": 49.0}]}}
        rows = page.goals(page.Numbers({"rates": {"values": rates}}))
        self.assertEqual([(row[0], row[2], row[3]) for row in rows], [("`/health`", "0.90", "reached"), ("Q2, nothing shared", "4.90", "**missed**")])


if __name__ == "__main__":
    unittest.main()
