"""The project's own test-suite as a source of requests.

While the suite runs, each request of its test clients is first sent to both halves, in the test's own transaction, and
undone; then the test goes on as it would have. What was seen is kept in files of each process, which are read when the
suite has ended.
"""
