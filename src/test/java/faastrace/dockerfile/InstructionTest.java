package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InstructionTest {
    private static Instruction only(String text) {
        List<Instruction> all = Dockerfile.parse(text).instructions();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void anInstructionIsItsLineWithTheLineEnd() {
        Dockerfile file = Dockerfile.parse("FROM a\nRUN b c\n");
        Instruction run = file.instructions().get(1);
        assertThat(run.keyword()).isEqualTo("RUN");
        assertThat(run.start()).isEqualTo(7);
        assertThat(run.end()).isEqualTo(15);
        assertThat(run.line()).isEqualTo(2);
        assertThat(run.raw()).isEqualTo("RUN b c\n");
        assertThat(run.arguments()).isEqualTo("b c");
        assertThat(run.argumentsStart()).isEqualTo(11);
        assertThat(run.argumentsEnd()).isEqualTo(14);
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(only("USER app").end()).isEqualTo(8);
        assertThat(only("USER app").argumentsEnd()).isEqualTo(8);
    }

    @Test
    void keywordsAreFoundInAnyCaseAndIndented() {
        Instruction user = only("\t user  app \n");
        assertThat(user.keyword()).isEqualTo("USER");
        assertThat(user.arguments()).isEqualTo("app");
        assertThat(user.raw()).isEqualTo("\t user  app \n");
    }

    @Test
    void continuedLinesAreJoinedByNothing() {
        Instruction run = only("RUN a \\\n  && b \\\n  c\n");
        assertThat(run.arguments()).isEqualTo("a   && b   c");
        assertThat(run.raw()).isEqualTo("RUN a \\\n  && b \\\n  c\n");
    }

    @Test
    void aKeywordMayBeContinuedOnTheNextLine() {
        Instruction run = only("RU\\\nN a\\\nb");
        assertThat(run.keyword()).isEqualTo("RUN");
        assertThat(run.arguments()).isEqualTo("ab");
        assertThat(run.argumentsStart()).isEqualTo(6);
        assertThat(run.argumentsEnd()).isEqualTo(10);
    }

    @Test
    void commentsAndBlankLinesInsideAContinuationAreNoArguments() {
        Instruction run = only("RUN a \\\n# why\n\n   # more \\\n \t\n b\n");
        assertThat(run.arguments()).isEqualTo("a  b");
    }

    @Test
    void commentsBeforeAnInstructionAreNotPartOfIt() {
        Dockerfile file = Dockerfile.parse("# syntax=x\n\nFROM a\n# about the user\nUSER b\n# the end");
        assertThat(file.instructions().get(0).raw()).isEqualTo("FROM a\n");
        assertThat(file.instructions().get(1).raw()).isEqualTo("USER b\n");
    }

    @Test
    void blanksBehindTheBackslashStillContinueTheLine() {
        Instruction run = only("RUN a \\ \t\r\n  b\r\n");
        assertThat(run.arguments()).isEqualTo("a   b");
        assertThat(run.raw()).endsWith("b\r\n");
    }

    @Test
    void twoBackslashesDoNotContinueTheLine() {
        Dockerfile file = Dockerfile.parse("FROM a\nRUN b \\\\\nUSER c\n");
        assertThat(file.instructions()).hasSize(3);
        assertThat(file.instructions().get(1).arguments()).isEqualTo("b \\\\");
    }

    @Test
    void aBackslashAtTheEndOfTheFileIsNamedAsDangling() {
        Instruction run = only("RUN a \\\n# comment\n");
        assertThat(run.arguments()).isEqualTo("a");
        assertThat(run.end()).isEqualTo(18);
        assertThat(run.danglingEscape()).hasValue(6);
        assertThat(only("RUN a").danglingEscape()).isEmpty();
        assertThat(only("RUN a \\").danglingEscape()).hasValue(6);
    }

    @Test
    void theEscapeDirectiveChangesWhatContinuesALine() {
        Dockerfile file = Dockerfile.parse("# escape=`\nFROM a\nRUN b `\n c\\\nUSER d");
        assertThat(file.escape()).isEqualTo('`');
        assertThat(file.instructions()).hasSize(3);
        assertThat(file.instructions().get(1).arguments()).isEqualTo("b  c\\");
    }

    @Test
    void theEscapeDirectiveCountsOnlyAtTheTop() {
        assertThat(Dockerfile.parse("# syntax=x\n#Escape = `\n").escape()).isEqualTo('`');
        assertThat(Dockerfile.parse("# a comment\n# escape=`\n").escape()).isEqualTo('\\');
        assertThat(Dockerfile.parse("\n# escape=`\n").escape()).isEqualTo('\\');
        assertThat(Dockerfile.parse("# escape=x\n").escape()).isEqualTo('\\');
        assertThat(Dockerfile.parse("# escape=").escape()).isEqualTo('\\');
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstInstruction() {
        Instruction from = only("\uFEFFFROM a\n");
        assertThat(from.keyword()).isEqualTo("FROM");
        assertThat(from.start()).isEqualTo(1);
        assertThat(Dockerfile.parse("\uFEFF# escape=`\nFROM a").escape()).isEqualTo('`');
    }

    @Test
    void flagsAreSetApartFromArguments() {
        Instruction copy = only("COPY --from=build --chown=app:app \\\n --link  a b /c/\n");
        assertThat(copy.flag("from")).contains("build");
        assertThat(copy.flag("chown")).contains("app:app");
        assertThat(copy.flag("link")).contains("");
        assertThat(copy.flag("chmod")).isEmpty();
        assertThat(copy.arguments()).isEqualTo("a b /c/");
        assertThat(copy.sources()).containsExactly("a", "b");
        assertThat(copy.destination()).contains("/c/");
    }

    @Test
    void aFlagMayComeSeveralTimesAndQuoted() {
        Instruction run = only("RUN --mount=type=cache,target=/a --mount=type=bind,source=\"b c\" make --all");
        assertThat(run.flags("mount")).containsExactly("type=cache,target=/a", "type=bind,source=b c");
        assertThat(run.arguments()).isEqualTo("make --all");
    }

    @Test
    void theExecFormIsReadAsJson() {
        assertThat(only("CMD [\"a\", \"b \\\"c\\\"\\u0041\\n\"]").execForm()).contains(List.of("a", "b \"c\"A\n"));
        assertThat(only("SHELL [ \"/bin/sh\",\\\n \"-c\" ] ").execForm()).contains(List.of("/bin/sh", "-c"));
        assertThat(only("ENTRYPOINT []").execForm()).contains(List.of());
        assertThat(only("COPY [\"a b\", \"c\", \"/d\"]").sources()).containsExactly("a b", "c");
        assertThat(only("COPY [\"a b\", \"/d e\"]").destination()).contains("/d e");
    }

    @Test
    void whatIsNoJsonArrayOfStringsIsTheShellForm() {
        for (String args : List.of(
                "a",
                "['a']",
                "[a]",
                "[\"a\",]",
                "[\"a\"] b",
                "[\"a\" \"b\"]",
                "[1]",
                "[\"a",
                "[",
                "[\"\\x\"]",
                "[\"\\u00g0\"]",
                "[ -f x ] && y",
                "[\"a\\")) {
            assertThat(only("CMD " + args).execForm()).as(args).isEmpty();
        }
        assertThat(only("ENV [\"a\"]").execForm()).isEmpty();
    }

    @Test
    void unknownKeywordsAreKept() {
        Instruction odd = only("FRMO a b");
        assertThat(odd.isKnown()).isFalse();
        assertThat(odd.arguments()).isEqualTo("a b");
        assertThat(only("from a").isKnown()).isTrue();
    }

    @Test
    void anInstructionMayHaveNoArguments() {
        Instruction run = only("RUN \n");
        assertThat(run.arguments()).isEmpty();
        assertThat(run.argumentsStart()).isEqualTo(3).isEqualTo(run.argumentsEnd());
        assertThat(run.execForm()).isEmpty();
        assertThat(only("COPY").destination()).isEmpty();
    }

    @Test
    void wordsKnowWhereTheyStand() {
        String text = "FROM img \\\n AS  x\n";
        List<Word> words = only(text).words();
        assertThat(words).extracting(Word::text).containsExactly("img", "AS", "x");
        assertThat(words)
                .allSatisfy(word ->
                        assertThat(text.substring(word.start(), word.end())).isEqualTo(word.text()));
    }
}
