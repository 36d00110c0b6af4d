package faastrace;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds every regular expression in src/main/java, using Java's own parser. */
final class SourcePatterns {
    private static final Path MAIN = Path.of("src/main/java");

    /**
     * Methods of String whose first argument can be a regular expression. It is one if the call has one of these
     * numbers of arguments.
     */
    private static final Map<String, List<Integer>> OF_STRING =
            Map.of("matches", List.of(1), "replaceAll", List.of(2), "replaceFirst", List.of(2), "split", List.of(1, 2));

    /**
     * A regular expression in the source.
     *
     * @param where the file and line
     * @param isSearched whether the pattern is searched for in a text rather than matched against the whole text
     */
    record Found(String where, Pattern pattern, boolean isSearched) {}

    final List<Found> constant = new ArrayList<>();

    /** The classes that create a pattern from something other than a constant. */
    final TreeSet<String> madeAtRunTime = new TreeSet<>();

    static SourcePatterns read() throws IOException {
        SourcePatterns patterns = new SourcePatterns();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(MAIN)) {
            var sources = manager.getJavaFileObjectsFromPaths(
                    files.filter(file -> file.toString().endsWith(".java")).toList());
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(patterns.new Scanner(unit, Trees.instance(task).getSourcePositions()), null);
            }
        }
        return patterns;
    }

    private final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions places;
        private final String name;
        private final String text;
        private final Map<String, ExpressionTree> constants = new HashMap<>();

        Scanner(CompilationUnitTree unit, SourcePositions places) throws IOException {
            this.unit = unit;
            this.places = places;
            Path file = Path.of(unit.getSourceFile().toUri());
            this.name = file.getFileName().toString().replace(".java", "");
            this.text = Files.readString(file);
        }

        /**
         * Whether the pattern is searched for in texts. Also true if the code does not show how the pattern is used.
         */
        private boolean isSearched(Tree compile) {
            Optional<String> constant = constants.entrySet().stream()
                    .filter(entry -> entry.getValue() == compile)
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (constant.isEmpty()) {
                return true;
            }
            String call = "\\b" + constant.get() + "\\s*\\.matcher\\([^;{]*?\\)\\s*";
            Matcher variable = Pattern.compile("(\\w+) = " + call + ";").matcher(text);
            String used = variable.find() ? "(" + call + "|\\b" + variable.group(1) + ")" : call;
            return uses(used + "\\.(find|results|lookingAt|replace\\w+|append\\w+)\\(")
                    || !uses(used + "\\.matches\\(");
        }

        private boolean uses(String regex) {
            return Pattern.compile(regex).matcher(text).find();
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field && field.getInitializer() != null) {
                    constants.put(field.getName().toString(), field.getInitializer());
                }
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            if (call.getMethodSelect() instanceof MemberSelectTree select) {
                take(
                        call,
                        select.getExpression().toString(),
                        select.getIdentifier().toString());
            }
            return super.visitMethodInvocation(call, nothing);
        }

        private void take(MethodInvocationTree call, String on, String method) {
            if (on.equals("Pattern") && (method.equals("compile") || method.equals("matches"))) {
                Optional<String> text = text(call.getArguments().get(0));
                text.ifPresentOrElse(t -> add(call, t, flags(call), isSearched(call)), () -> madeAtRunTime.add(name));
            } else if (OF_STRING
                    .getOrDefault(method, List.of())
                    .contains(call.getArguments().size())) {
                text(call.getArguments().get(0)).ifPresent(t -> add(call, t, 0, !method.equals("matches")));
            }
        }

        private int flags(MethodInvocationTree call) {
            String flags =
                    call.getArguments().size() > 1 ? call.getArguments().get(1).toString() : "";
            return (flags.contains("MULTILINE") ? Pattern.MULTILINE : 0)
                    | (flags.contains("DOTALL") ? Pattern.DOTALL : 0)
                    | (flags.contains("CASE_INSENSITIVE") ? Pattern.CASE_INSENSITIVE : 0);
        }

        private void add(Tree at, String regex, int flags, boolean isSearched) {
            long line = unit.getLineMap().getLineNumber(places.getStartPosition(unit, at));
            constant.add(new Found(name + ":" + line, Pattern.compile(regex, flags), isSearched));
        }

        private Optional<String> text(ExpressionTree tree) {
            if (tree instanceof LiteralTree literal) {
                return literal.getValue() instanceof String text ? Optional.of(text) : Optional.empty();
            }
            if (tree instanceof ParenthesizedTree inner) {
                return text(inner.getExpression());
            }
            if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
                return text(sum.getLeftOperand())
                        .flatMap(left -> text(sum.getRightOperand()).map(left::concat));
            }
            if (tree instanceof IdentifierTree id) {
                return Optional.ofNullable(constants.get(id.getName().toString()))
                        .filter(value -> value != tree)
                        .flatMap(this::text);
            }
            return Optional.empty();
        }
    }
}
