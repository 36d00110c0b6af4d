package faastrace.trace.write;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small traces of each kind that functions send, with the shapes of names that perf prints for each language. */
final class TraceKinds {
    private static final String HEAD = "# ========\n# faas-trace 1\n# faas-trace meta function=pi rate=200\n";
    private static final String PERF = "# ========\n# captured on    : Mon Nov 23 12:00:00 2026\n# ========\n#\n";

    private TraceKinds() {}

    /** The traces by their names. */
    static Map<String, String> all() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put(
                "python",
                HEAD
                        + call("a", 1, 2)
                        + PERF
                        + sample("python3 7/8 [001]", "1.5", "py::handle:/srv/app (v2)/index.py", "_PyEval+0x1"));
        kinds.put(
                "java",
                HEAD
                        + PERF
                        + sample(
                                "java 7/8 [001]",
                                "1.5",
                                "java.lang.Object Busy$$Lambda$1/0x00007fe11c000a08.get()+0x144",
                                "long Busy.fib(int)+0x4c",
                                "StubRoutines (1)+0xc9"));
        kinds.put(
                "node",
                HEAD
                        + PERF
                        + sample("V8 Worker 7 7/9 [000]", "1.25", "JS:*handle /srv/a.js:1:19+0xa1")
                        + sample("node 7/7 [000]", "1.5", "JS:~ node:internal/main/run_main_module:1:1+0xdc"));
        kinds.put("go", HEAD + PERF + sample("handler 7/8 [001]", "1.5", "net/http.(*conn).serve", "main.main.func1"));
        kinds.put(
                "forked",
                HEAD
                        + call("a", 1, 2)
                        + call("b", 2, 3)
                        + PERF
                        + sample("awk 8/8 [000]", "1.5", "[unknown]")
                        + sample("awk 9/9 [001]", "2.5", "[unknown]"));
        kinds.put(
                "with waits",
                HEAD + call("a", 1, 2) + PERF + sample("python3 7/8 [001]", "1.5", "handle") + wait("1.6"));
        kinds.put(
                "several invocations",
                HEAD
                        + call("a", 1, 2)
                        + call("b", 2, 3)
                        + call("c", 3, 4)
                        + PERF
                        + sample("app 7/8 [001]", "1.5", "f")
                        + sample("app 7/8 [001]", "2.5", "g")
                        + sample("app 7/8 [001]", "3.5", "f"));
        kinds.put(
                "times far apart",
                HEAD + PERF + sample("app 7/8 [001]", "1.5", "f") + sample("app 7/8 [001]", "900000.5", "f"));
        kinds.put("without our head", sample(" app 7/8 [001]", "1.5", "f"));
        kinds.put("without frames", HEAD + PERF + sample("app 7/8 [001]", "1.5"));
        return kinds;
    }

    /** An invocation in thread 8. */
    private static String call(String id, int from, int to) {
        return "# faas-trace invocation id=" + id + " start=" + from + ".0 end=" + to + ".0 pid=7 tid=8 overlap=0\n";
    }

    /** Three samples at and after a time, with the outermost frame first. */
    private static String sample(String thread, String time, String... frames) {
        StringBuilder stack = new StringBuilder();
        for (String frame : frames) {
            stack.insert(0, "\t    55d0 " + frame + " (/opt/my app (x86)/lib.so)\n");
        }
        StringBuilder text = new StringBuilder();
        for (String end : List.of("0001", "0002", "0003")) {
            text.append(thread + " " + time + end + ":    5000000 cpu-clock:u: \n" + stack + "\n");
        }
        return text.toString();
    }

    private static String wait(String time) {
        return "#wait python3 7/8 [001] " + time + ": 1000000 waiting: \n#\t    55e0 nap (/lib/libc.so)\n\n";
    }
}
