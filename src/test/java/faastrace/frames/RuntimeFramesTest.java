package faastrace.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.document.Yaml;
import faastrace.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeFramesTest {
    private static final RuntimeFrames FRAMES = RuntimeFrames.builtIn();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    _PyEval_EvalFrameDefault                       | /usr/local/lib/libpython3.12.so.1.0      | Python
                    PyObject_Malloc                                | /usr/local/bin/python3.12                | Python
                    py::_find_and_load:<frozen importlib._bootstrap> | /tmp/perf-7.map                        | Python
                    v8::internal::Heap::Scavenge                   | /usr/local/bin/node                      | Node.js
                    Builtin:InterpreterEntryTrampoline             | /tmp/perf-7.map                          | Node.js
                    JS:*processTicksAndRejections node:internal/process/task_queues:67:35 | /tmp/perf-7.map   | Node.js
                    JVM_DefineClass                                | /opt/java/lib/server/libjvm.so           | JVM
                    Interpreter                                    | /tmp/perf-7.map                          | JVM
                    JIT_New                                        | /usr/share/dotnet/libcoreclr.so          | .NET
                    runtime.mallocgc                               | /home/app/handler                        | Go
                    vm_exec_core                                   | /usr/local/lib/libruby.so.3.3.0          | Ruby
                    """)
    void framesOfRuntimesAreKnown(String function, String file, String runtime) {
        assertThat(FRAMES.names().get(FRAMES.runtimeOf(function, file))).isEqualTo(runtime);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    py::handle:/home/app/function/handler.py       | /tmp/perf-7.map | /home/app/function/handler.py
                    JS:*handle /home/app/function/handler.js:10:5  | /tmp/perf-7.map | /home/app/function/handler.js
                    JS:~run file:///home/app/index.mjs:1:1         | /tmp/perf-7.map | /home/app/index.mjs
                    com/openfaas/function/Handler::Handle          | /tmp/perf-7.map | com/openfaas/function
                    encoding/json.Marshal                          | /home/app/handler | encoding/json
                    main.(*worker).run                             | /home/app/handler | main
                    rb_str_concat                                  | /usr/lib/libruby.so.3.3 | /usr/lib/libruby.so.3.3
                    memcpy.constprop.0                             | /usr/lib/libc.so.6 | /usr/lib/libc.so.6
                    RegExp:^a+b                                    | /tmp/perf-7.map | /tmp/perf-7.map
                    node_modules_of_mine                           | /home/app/nodes | /home/app/nodes
                    """)
    void codeOfTheUserIsNoRuntimeAndHasAModule(String function, String file, String module) {
        assertThat(FRAMES.runtimeOf(function, file)).isEqualTo(-1);
        assertThat(FRAMES.moduleOf(function, file)).isEqualTo(module);
    }

    @Test
    void longNamesAreReadOnlyAtTheBeginning() {
        String name = "JS:" + " /x".repeat(1_000_000);
        assertThat(FRAMES.runtimeOf(name, "/" + "a".repeat(1_000_000))).isEqualTo(-1);
        assertThat(FRAMES.moduleOf(name, "/bin/x")).isEqualTo("/bin/x");
    }

    @Test
    void aFaultyFieldIsReportedWithItsLine() {
        assertThatThrownBy(() -> RuntimePatterns.read(Yaml.read("o.yml", "name: X\nmodules: '('\n")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("o.yml:2")
                .hasMessageContaining("not a regular expression");
        assertThatThrownBy(() -> RuntimePatterns.read(Yaml.read("o.yml", "name: X\nsources: 'a'\n")))
                .hasMessageContaining("no group named 'module'");
    }
}
