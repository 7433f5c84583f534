"""HyperFormula, a calculator that shares no code with planner or its checkers, as a witness of the tests.

It is under the GPL: it runs in a process of its own, and planner neither ships nor imports it.
`make witness` installs it.
"""
