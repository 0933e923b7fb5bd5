"""What is asked, in the order of the report, and what ours should reach."""

from tests.bench.mirror.figures import Question

LONGEST = "longest task"
LONGEST_CPU = "longest task, CPU"
LONGEST_SLOW = "longest task, 4x slower"
LONGEST_SLOW_CPU = "longest task, 4x slower, CPU"
SENT = "snapshot sent"
PAINTED = "first picture"
SNAPSHOT = "snapshot bytes"
SNAPSHOT_DEFLATED = "snapshot bytes, deflated"
ASSETS = "asset bytes"
CHANGE = "change bytes"
CHANGE_DEFLATED = "change bytes, deflated"
APPLIED_P50 = "applied p50"
APPLIED_P95 = "applied p95"
SEEN_P50 = "seen p50"
SEEN_P95 = "seen p95"
RECORDER = "recorder CPU"
PAGE = "page CPU"
VIEWER = "viewer CPU"
VIEWER_SNAPSHOT = "viewer longest, snapshot"
VIEWER_SNAPSHOT_CPU = "viewer longest, snapshot, CPU"
VIEWER_STRESS = "viewer longest, stress"
VIEWER_STRESS_CPU = "viewer longest, stress, CPU"
HEAP = "viewer heap"
EQUAL = "equal after random changes"
SIZE = "bundle"

CAPTURE, SDK = "capture", "whole SDK"
ATTRIBUTE, TEXT = "attribute", "text"

QUESTIONS = {
    LONGEST: Question(
        "Longest task of the customer's main thread during a snapshot", "ms", {"": 16}
    ),
    LONGEST_CPU: Question(
        "The same in processor time, which neighbours do not prolong", "ms", {"": 16}
    ),
    LONGEST_SLOW: Question(
        "Longest task of the customer's main thread with a four times slower processor",
        "ms",
        {"": 60},
    ),
    LONGEST_SLOW_CPU: Question(
        "The same in processor time, which neighbours do not prolong", "ms", {"": 60}
    ),
    SENT: Question(
        "From the request until 99 % of the snapshot is on the channel",
        "ms",
        {"products": 100, "table": 400},
    ),
    PAINTED: Question("From the request to the first picture on the agent's screen", "ms"),
    SNAPSHOT: Question("Snapshot, bytes as sent", "KB"),
    SNAPSHOT_DEFLATED: Question(
        "Snapshot, bytes on the wire: the baselines' JSON deflated in one piece, ours as sent",
        "KB",
        versus="rrweb",
    ),
    ASSETS: Question("Images and fonts sent with it (the baselines send none)", "KB"),
    CHANGE: Question("One change, bytes as sent", "bytes", {ATTRIBUTE: 45, TEXT: 45}),
    CHANGE_DEFLATED: Question(
        "One change, all changes of its kind deflated in one piece (ours: as sent)", "bytes"
    ),
    APPLIED_P50: Question("Mutation to applied in the mirror, p50", "ms", {"": 12}),
    APPLIED_P95: Question("Mutation to applied in the mirror, p95", "ms", {"": 30}),
    SEEN_P50: Question("Mutation to a frame of the mirror that shows it, p50", "ms"),
    SEEN_P95: Question("Mutation to a frame of the mirror that shows it, p95", "ms"),
    RECORDER: Question(
        "Recorder at 1,000 operations a second: samples with its script on the stack",
        "% of a core",
        {"": 4},
    ),
    PAGE: Question("The same, all tasks of the customer's main thread", "% of a core"),
    VIEWER: Question("The same, all tasks of the agent's main thread", "% of a core"),
    VIEWER_SNAPSHOT: Question(
        "Longest task of the agent's main thread during a snapshot", "ms", {"": 50}
    ),
    VIEWER_SNAPSHOT_CPU: Question(
        "The same in processor time, which neighbours do not prolong", "ms", {"": 50}
    ),
    VIEWER_STRESS: Question(
        "Longest task of the agent's main thread at 1,000 operations a second", "ms", {"": 50}
    ),
    VIEWER_STRESS_CPU: Question(
        "The same in processor time, which neighbours do not prolong", "ms", {"": 50}
    ),
    HEAP: Question(
        "Growth of the viewer's JavaScript heap in 20 s at 1,000 operations a second",
        "MB",
        {"": 0.3},
    ),
    EQUAL: Question(
        "Random changes after which the mirror's text is the page's",
        "% of seeds",
        {"": 100},
        more=True,
    ),
    SIZE: Question("Script, minified and gzip -9", "KB", {CAPTURE: 15, SDK: 60}),
}
