package faastrace.trace.write;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Checks how folded stacks write the names of functions. */
class FoldedNamesTest extends FoldedStacksFixture {
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
}
