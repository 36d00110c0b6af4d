package faastrace.trace.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FoldedStacksTest {
    private static final String HEAD = "# faas-trace 1\n"
            + "# faas-trace invocation id=a start=1.0 end=2.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=b start=2.0 end=3.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=c start=5.0 end=6.0 pid=7 tid=8 overlap=1\n"
            + "# faas-trace invocation id=c start=5.0 end=6.5 pid=7 tid=8 overlap=1\n"
            + "# faas-trace invocation id=d%3B start=5.5 end=6.0 pid=7 tid=8 overlap=1\n";

    @Test
    void equalStacksAreOneLineRootFirst() throws IOException {
        String trace = sample("1.0", "leaf (/a)", "main (/a)")
                + sample("9.0", "main (/a)")
                + sample("9.1", "leaf (/b)", "main (/a)");
        assertThat(fold(Selection.ALL, trace)).containsExactly("app;main 1", "app;main;leaf 2");
    }

    @Test
    void oneInvocationIsFoldedAlone() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("2.0", "y (/a)") + sample("4.0", "z (/a)");
        assertThat(fold(ofInvocation("a"), trace)).containsExactly("app;x 1");
        assertThat(fold(ofInvocation("b"), trace)).containsExactly("app;y 1");
        assertThat(fold(ofInvocation("none"), trace)).isEmpty();
    }

    @Test
    void eachInvocationStandsBelowItsIdOnce() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("4.0", "z (/a)") + sample("5.7", "y (/a)");
        assertThat(text(FoldedStacks.byInvocation(read(trace), Selection.ALL, Weight.samples)))
                .containsExactly("a;app;x 1", "c;app;y 1", "d:;app;y 1");
        assertThat(fold(ofInvocation("c"), trace)).containsExactly("app;y 1");
    }

    @Test
    void thereAreOnlySoManyLinesAndWhatIsLeftOutIsCounted() throws IOException {
        StringBuilder trace = new StringBuilder("# faas-trace 1\n");
        for (int i = 0; i < 50; i++) {
            trace.append("# faas-trace invocation id=c").append(i).append(" start=1.0 end=9.0 pid=7 tid=8 overlap=1\n");
        }
        for (int i = 0; i < 40; i++) {
            trace.append(sample("2." + (10 + i), "f" + i + " (/a)"));
        }
        FoldedStacks all = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples);
        assertThat(text(all)).hasSize(2000).isSorted().startsWith("c0;app;f0 1");
        assertThat(all.leftOut()).isZero();
        FoldedStacks some = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples, 120);
        assertThat(text(some)).hasSize(120);
        assertThat(some.leftOut()).isEqualTo(38);
        // Time is limited, too: here to 50 additions, which one sample with 50 owners uses up.
        FoldedStacks one = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples, 1);
        assertThat(text(one)).hasSize(1);
        assertThat(one.leftOut()).isEqualTo(40);
    }

    @Test
    void eachTraceIsAttributedByItsOwnHead() throws IOException {
        Trace trace = read(HEAD + sample("1.5", "x (/a)"), sample("1.5", "x (/a)"), HEAD + sample("1.6", "x (/a)"));
        assertThat(text(FoldedStacks.of(trace, ofInvocation("a"), Weight.samples)))
                .containsExactly("app;x 2");
    }

    @Test
    void namesCannotBreakTheForm() throws IOException {
        String trace = sample("1.0", "a;b 3 (/a)", "\u001b[1mf (/a)").replace("app", "my;app 2");
        assertThat(fold(Selection.ALL, trace)).containsExactly("my:app_2;\uFFFD[1mf;a:b 3 1");
    }

    @Test
    void functionsWithoutANameGoByTheirFile() throws IOException {
        String trace = sample(
                "1.0", "[unknown] (/usr/lib/libfoo.so.1)", "[unknown] ([vdso])", "[unknown] ([unknown])", " (inlined)");
        assertThat(fold(Selection.ALL, trace)).containsExactly("app;[unknown];[unknown];[vdso];[libfoo.so.1] 1");
    }

    @Test
    void argumentsAreLeftOutButNotWhatOnlyLooksLikeThem() throws IOException {
        String[][] names = {
            {"long Busy.fib(int)", "long Busy.fib"},
            {"void Busy.<init>(int)", "void Busy.<init>"},
            {"foo(int) const [clone .isra.0]", "foo"},
            {"v8::(anonymous namespace)::Invoke(v8::Isolate*, int)", "v8::(anonymous namespace)::Invoke"},
            {"net/http.(*conn).serve", "net/http.(*conn).serve"},
            {"main.(*T).Do-fm", "main.(*T).Do-fm"},
            {"pkg.Map[go.shape.int,...]", "pkg.Map[go.shape.int,...]"},
            {"Lorg/a/Box;.call(Lorg/a/Arg;)V", "org/a/Box:.call"},
            {"RegExp:[&<>\"']", "RegExp:[&<>]"},
            // Other tools remove too much from these names.
            {"JS:~(anonymous) file:///a.mjs:1:1", "JS:~(anonymous) file:///a.mjs:1:1"},
            {"py::<module>:/srv/app (v2)/index.py", "py::<module>:/srv/app (v2)/index.py"},
            {"StubRoutines (1)", "StubRoutines (1)"},
            {"Job::operator()(int)", "Job::operator()"},
            {"Job::operator->()", "Job::operator->"},
            {"operator<<(A&, B)", "operator<<"},
            {"P::operator[](int)", "P::operator[]"},
            {"main::{lambda(int)#2}::operator()(int) const", "main::{lambda(int)#2}::operator()"},
            {"run<main::{lambda(int)#2}>(main::{lambda(int)#2})", "run<main::{lambda(int)#2}>"},
            {
                "sync.OnceValue[go.shape.func(*a/b.T, c.V)].func3.func4",
                "sync.OnceValue[go.shape.func(*a/b.T, c.V)].func3.func4"
            },
            {"void Foo.bar(int[], Bar)", "void Foo.bar"},
            {"std::function<void (int)>::call(int)", "std::function<void (int)>::call"},
            {"decltype (f(1)) g<int>(int)", "decltype (f(1)) g<int>"},
        };
        for (String[] name : names) {
            assertThat(fold(Selection.ALL, sample("1.0", name[0] + " (/a)"))).containsExactly("app;" + name[1] + " 1");
        }
    }

    @Test
    void operatorsKeepTheirSignAndLoseTheirArguments() throws IOException {
        for (String sign :
                ("() [] -> ->* <=> << >> <<= >>= <= >= == != && || ++ -- += -= *= /= %= ^= &= |= < > = ! & | + -"
                                + " * / % ^ ~ ,")
                        .split(" ")) {
            assertThat(fold(Selection.ALL, sample("1.0", "ns::Type::operator" + sign + "(ns::Type const&) const (/a)")))
                    .containsExactly("app;ns::Type::operator" + sign + " 1");
        }
        String[][] names = {
            {"Type::operator bool() const", "Type::operator bool"},
            {"Type::operator char*() const", "Type::operator char*"},
            {"Type::operator std::function<void ()>() const", "Type::operator std::function<void ()>"},
            {"operator new(unsigned long)", "operator new"},
            {"operator new[](unsigned long)", "operator new[]"},
            {"operator delete[](void*)", "operator delete[]"},
            {"Type::operator co_await()", "Type::operator co_await"},
            {"unit::operator\"\" _km(long double)", "unit::operator _km"},
            {"std::operator< <char>(std::string const&)", "std::operator< <char>"},
            {"std::operator<< <char>(std::ostream&)", "std::operator<< <char>"},
            {"bool ns::operator==<int>(A<int>, A<int>)", "bool ns::operator==<int>"},
        };
        for (String[] name : names) {
            assertThat(fold(Selection.ALL, sample("1.0", name[0] + " (/a)"))).containsExactly("app;" + name[1] + " 1");
        }
    }

    @Test
    void namesThatOnlyContainTheWordOperatorAreOrdinary() throws IOException {
        String[][] names = {
            {"find_operator()", "find_operator"},
            {"has_operator(char)", "has_operator"},
            {"$operator()", "$operator"},
            {"my::operators(int)", "my::operators"},
            {"my::operator_of(int)", "my::operator_of"},
            {"int Calculator.operator()", "int Calculator.operator"},
            {"Binary_operator<int>()", "Binary_operator<int>"},
        };
        for (String[] name : names) {
            assertThat(fold(Selection.ALL, sample("1.0", name[0] + " (/a)"))).containsExactly("app;" + name[1] + " 1");
        }
        assertThat(fold(Selection.ALL, sample("1.0", "my_operator->callee (/a)")))
                .containsExactly("app;my_operator;callee 1");
    }

    @Test
    void theHashAndTheEscapesOfRustAreUndone() throws IOException {
        String hash = "::h0123456789abcdef";
        String[][] names = {
            {"shop::basket::add" + hash, "shop::basket::add"},
            {"_$LT$shop..Basket$u20$as$u20$shop..Sum$GT$::sum" + hash, "<shop::Basket as shop::Sum>::sum"},
            {"shop::run::_$u7b$$u7b$closure$u7d$$u7d$" + hash, "shop::run::_{{closure}}"},
            {"_$LT$$RF$mut$u20$R$u20$as$u20$io..Read$GT$::read" + hash, "<&mut R as io::Read>::read"},
            {"_$LT$$u5b$T$u5d$$u20$as$u20$Sum$GT$::sum" + hash, "<[T] as Sum>::sum"},
            {"shop::$LT$impl$u20$Sum$C$T$GT$::f" + hash, "shop::<impl Sum,T>::f"},
            {"odd::$XX$name$u" + hash, "odd::$XX$name$u"},
            // These names have no complete hash, so nothing is removed.
            {"shop::h0123456789abcde", "shop::h0123456789abcde"},
            {"shop::h0123456789abcdeg", "shop::h0123456789abcdeg"},
            {"shop::a$LT$b", "shop::a$LT$b"},
            {"_ZN4shop6basket3add17h0123456789abcdefE", "_ZN4shop6basket3add17h0123456789abcdefE"},
        };
        for (String[] name : names) {
            assertThat(fold(Selection.ALL, sample("1.0", name[0] + " (/a)"))).containsExactly("app;" + name[1] + " 1");
        }
    }

    @Test
    void classesOfJavaLoseTheirMarkAlsoWherePerfCutThemShort() throws IOException {
        String[][] names = {
            {"Lorg/a/very/long/Na (/tmp/perf-7.map)", "org/a/very/long/Na"},
            {"Lorg/a/Box; (/x)", "org/a/Box:"},
            {"Lorg/a/Box;::put (/tmp/perf-7.map)", "org/a/Box:::put"},
            {"LazyCompile:~put /srv/box.js:1 (/tmp/perf-7.map)", "LazyCompile:~put /srv/box.js:1"},
            {"LazyCompile:~put /srv/a;b.js:1 (/tmp/perf-7.map)", "LazyCompile:~put /srv/a:b.js:1"},
            {"Load/Store (/usr/bin/app)", "Load/Store"},
        };
        for (String[] name : names) {
            assertThat(fold(Selection.ALL, sample("1.0", name[0]))).containsExactly("app;" + name[1] + " 1");
        }
    }

    @Test
    void callsThatWereInlinedIntoOneLineAreFramesOfTheirOwn() throws IOException {
        assertThat(fold(Selection.ALL, sample("1.0", "a->b->c (/a)"))).containsExactly("app;a;b;c 1");
    }

    @Test
    void aSampleWithoutAStackIsItsCommand() throws IOException {
        assertThat(fold(Selection.ALL, sample("1.0"))).containsExactly("app 1");
    }

    @Test
    void oneEventIsFoldedAlone() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("1.1", "y (/a)").replace("cpu-clock:u", "faults");
        assertThat(fold(Selection.ALL.ofEvent("faults"), trace)).containsExactly("app;y 1");
        assertThat(Events.of(read(trace)).names()).containsExactly("cpu-clock:u", "faults");
    }

    @Test
    void periodsCanBeAddedUpInsteadOfSamples() throws IOException {
        String trace = sample("1.0", "x (/a)").replace(": 1 ", ": 250000 ") + sample("1.1", "x (/a)");
        assertThat(text(FoldedStacks.of(read(trace), Selection.ALL, Weight.period)))
                .containsExactly("app;x 250001");
    }

    @Test
    void aRangeHoldsItsStartAndNotItsEnd() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("2.0", "y (/a)") + sample("3.0", "z (/a)");
        assertThat(fold(Selection.ALL.within(1_000_000_000L, 2_000_000_000L), trace))
                .containsExactly("app;x 1");
        assertThat(fold(Selection.ALL.within(2_000_000_000L, 3_000_000_000L), trace))
                .containsExactly("app;y 1");
    }

    @Test
    void threadsAreFoldedAlone() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("1.1", "y (/a)").replace("7/8", "9/10");
        OptionalInt none = OptionalInt.empty();
        assertThat(fold(Selection.ALL.ofThread(null, OptionalInt.of(9), none), trace))
                .containsExactly("app;y 1");
        assertThat(fold(Selection.ALL.ofThread(null, none, OptionalInt.of(8)), trace))
                .containsExactly("app;x 1");
        assertThat(fold(Selection.ALL.ofThread("other", none, none), trace)).isEmpty();
    }

    @Test
    void foldedStacksAreReadBack() throws IOException {
        String folded = "app;main;f 2\napp;main;f g 3\nother 1\n";
        assertThat(String.join("\n", fold(Selection.ALL, folded)) + "\n").isEqualTo(folded);
    }

    @Test
    void bytesThatAreNoTextStay() throws IOException {
        byte[] trace = sample("1.0", "caf\u00e9 (/a)").getBytes(ISO_8859_1);
        TraceReader reader = TraceReader.ofStacks();
        reader.add(new ByteArrayInputStream(trace));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(reader.trace(), Selection.ALL, Weight.samples).print(out);
        assertThat(out.toByteArray()).isEqualTo("app;caf\u00e9 1\n".getBytes(ISO_8859_1));
    }

    @Test
    void restingProcessorsCanBeLeftOutButNotWhatInterruptsThem() throws IOException {
        String rest = sample("1.0", "default_idle ([k])", "do_idle ([k])").replace("app", "swapper");
        String work = sample("1.1", "timer_fn ([k])", "asm_sysvec_apic_timer_interrupt ([k])", "default_idle ([k])")
                .replace("app", "swapper");
        assertThat(fold(Selection.ALL.withoutIdle(), rest + work))
                .containsExactly("swapper;default_idle;asm_sysvec_apic_timer_interrupt;timer_fn 1");
        assertThat(fold(Selection.ALL, rest + work)).hasSize(2);
    }

    private static Selection ofInvocation(String id) {
        return Selection.ALL.ofInvocation(id);
    }

    private static List<String> fold(Selection selection, String trace) throws IOException {
        return text(FoldedStacks.of(read(trace), selection, Weight.samples));
    }

    private static Trace read(String... traces) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        for (String trace : traces) {
            reader.add(new ByteArrayInputStream(trace.getBytes(UTF_8)));
        }
        return reader.trace();
    }

    private static List<String> text(FoldedStacks stacks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stacks.print(out);
        return out.toString(UTF_8).lines().toList();
    }

    private static String sample(String time, String... frames) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 1 cpu-clock:u:\n");
        Arrays.stream(frames)
                .forEach(frame -> text.append("\t7f ").append(frame).append('\n'));
        return text.append('\n').toString();
    }
}
